// Links the account that an ID token proves, with Node.js and without dependencies.
// Before that it shows the suggestions, and what the link would do.
const { ACCOUNT_LINK_URL = 'http://localhost:8080', ACCESS_TOKEN, ID_TOKEN } = process.env;

async function send(method, path, body) {
  const response = await fetch(`${ACCOUNT_LINK_URL}/accounts/me${path}`, {
    method,
    headers: { Authorization: `Bearer ${ACCESS_TOKEN}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    // Clients evaluate the code; the detail is for people.
    throw new Error(`${answer.code}: ${answer.detail}`);
  }
  return { status: response.status, answer };
}

function show(title, lines) {
  console.log(`${title}:`);
  (lines.length ? lines : ['-']).forEach((line) => console.log(`  ${line}`));
}

try {
  const { suggestions } = (await send('GET', '/suggestions')).answer;
  show('Logins that seem to be yours', suggestions.map(({ connection }) => connection));

  const preview = (await send('POST', '/link/preview', { link_with: ID_TOKEN })).answer;
  // Members that the service can't tell are absent.
  show('Preview', [
    `outcome: ${preview.outcome}`,
    `identities: ${preview.account.identities.length}`,
    `user_metadata carried over: ${preview.user_metadata?.carried_over.join(', ') || '-'}`,
    `user_metadata discarded: ${preview.user_metadata?.discarded.join(', ') || '-'}`,
    `organizations that end: ${preview.organizations ? preview.organizations.discarded.join(', ') || '-' : 'unknown'}`,
  ]);

  const { status, answer } = await send('POST', '/link', { link_with: ID_TOKEN });
  show(status === 201 ? 'Linked' : 'Linked already',
    answer.identities.map(({ provider, user_id }) => `${provider}|${user_id}`));
} catch (problem) {
  console.error(problem.message);
  process.exitCode = 1;
}
