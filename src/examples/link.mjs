// Links the account that an ID token proves, with Node.js and without dependencies.
const { ACCOUNT_LINK_URL = 'http://localhost:8080', ACCESS_TOKEN, ID_TOKEN } = process.env;

const response = await fetch(`${ACCOUNT_LINK_URL}/accounts/me/link`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${ACCESS_TOKEN}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({ link_with: ID_TOKEN }),
});
const answer = await response.json();

if (response.ok) {
  console.log(`${response.status === 201 ? 'Linked' : 'Linked already'}:`);
  for (const { provider, user_id } of answer.identities) {
    console.log(`  ${provider}|${user_id}`);
  }
} else {
  // Clients evaluate the code; the detail is for people.
  console.error(`${answer.code}: ${answer.detail}`);
  process.exitCode = 1;
}
