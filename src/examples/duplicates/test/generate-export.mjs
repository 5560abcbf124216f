// Writes an export to standard output. Arguments: the number of users, and how many of a hundred share an address.
const [users, percent] = process.argv.slice(2).map(Number);
const CONNECTIONS = [
  ['auth0', 'Username-Password-Authentication'],
  ['google-oauth2', 'google-oauth2'],
];

function user(number) {
  const isSecond = number % 2 === 1 && Math.floor(number / 2) % 100 < percent;
  const [provider, connection] = CONNECTIONS[number % 2];
  const id = String(100_000_000_000_000_000_000n + BigInt(number));
  return {
    user_id: `${provider}|${id}`,
    email: `person.${isSecond ? number - 1 : number}@example.com`,
    email_verified: number % 10 !== 0,
    created_at: new Date(1_500_000_000_000 + number * 1_000).toISOString(),
    last_login: new Date(1_700_000_000_000 + number * 1_000).toISOString(),
    logins_count: number % 500,
    identities: [{ connection, provider, user_id: id, isSocial: provider !== 'auth0' }],
    user_metadata: { theme: 'dark', language: 'en', newsletter: number % 3 === 0 },
    app_metadata: { plan: 'free', customer: `customer-${number}` },
  };
}

for (let from = 0; from < users; from += 1_000) {
  const lines = Array.from({ length: Math.min(1_000, users - from) }, (_, index) => JSON.stringify(user(from + index)));
  if (!process.stdout.write(`${lines.join('\n')}\n`)) {
    await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}
