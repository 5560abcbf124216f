import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DATABASE, GOOGLE, folder, ndjson, run, user } from './support.mjs';

const TRUSTED = ['--connections', `${DATABASE},${GOOGLE}`];
const HEADER = 'user_id,email,email_verified,blocked,created_at,last_login,logins_count,identities\n';

async function planned(t, content, ...args) {
  const files = folder(t);
  const result = await run(files.path, ['plan', files.write('export', content), ...TRUSTED, ...args]);
  assert.equal(result.status, 0, result.stderr);
  return { ...result, files, plan: files.rows('plan.csv'), leftOut: files.rows('left-out.csv') };
}

async function refused(t, content, message, ...args) {
  const files = folder(t);
  const result = await run(files.path, ['plan', files.write('export', content), ...TRUSTED, ...args]);
  assert.equal(result.status, 2, result.stdout);
  assert.match(result.stderr, message);
  assert.equal(result.stderr.trimEnd().split('\n').length, 1);
  assert.deepEqual(readdirSync(files.path), ['export']);
}

function pairs(rows) {
  return rows.map((row) => row.split(',')).map((cells) => `${cells[0]} ${cells[5]}`);
}

function csvUser(id, email, connection) {
  const identities = JSON.stringify([{ connection, provider: id.split('|')[0], user_id: id.split('|')[1] }]);
  return `${id},${email},true,,2024-01-01T00:00:00.000Z,,1,"${identities.replaceAll('"', '""')}"`;
}

test('one line tells both accounts', async (t) => {
  const { plan, leftOut, files } = await planned(
    t,
    ndjson(
      user('google-oauth2|1', 'ada@x.example', {
        created_at: '2024-02-01T00:00:00.000Z',
        logins_count: 7,
        user_metadata: { a: 1 },
      }),
      user('auth0|1', 'ada@x.example', { last_login: '2025-01-01T00:00:00.000Z', blocked: false }),
      user('auth0|2', 'bob@x.example'),
    ),
  );
  assert.deepEqual(plan, [
    `auth0|1,${DATABASE},2024-01-01T00:00:00.000Z,2025-01-01T00:00:00.000Z,,` +
      'google-oauth2|1,google-oauth2,2024-02-01T00:00:00.000Z,,7,yes,ada@x.example',
  ]);
  assert.deepEqual(leftOut, []);
  assert.equal(statSync(join(files.path, 'plan.csv')).mode & 0o077, 0);
});

test('the primary account is chosen by the rule', async (t) => {
  const content = ndjson(
    user('auth0|1', 'a@x', { created_at: '2023-01-01T00:00:00.000Z', logins_count: 1 }),
    user('google-oauth2|2', 'a@x', { created_at: '2024-01-01T00:00:00.000Z', logins_count: 9 }),
    user('google-oauth2|1', 'a@x', { created_at: '2024-01-01T00:00:00.000Z', logins_count: 9 }),
  );
  assert.deepEqual(pairs((await planned(t, content)).plan), ['auth0|1 google-oauth2|1', 'auth0|1 google-oauth2|2']);
  assert.deepEqual(pairs((await planned(t, content, '--primary', 'most-logins')).plan), [
    'google-oauth2|1 google-oauth2|2',
    'google-oauth2|1 auth0|1',
  ]);
  assert.deepEqual(pairs((await planned(t, content, '--primary', `connection:${GOOGLE},${DATABASE}`)).plan), [
    'google-oauth2|1 google-oauth2|2',
    'google-oauth2|1 auth0|1',
  ]);
});

test('the rule of suggestions decides who is left out, and why', async (t) => {
  const { plan, leftOut, stdout } = await planned(
    t,
    ndjson(
      user('auth0|1', 'a@x'),
      user('google-oauth2|1', 'a@x'),
      user('google-oauth2|2', 'a@x', { blocked: true }),
      user('google-oauth2|3', 'a@x', { email_verified: 'true' }),
      user('github|4', 'a@x'),
      user('auth0|alone', 'alone@x', { email_verified: false }),
      user('auth0|none', ''),
      user('auth0|null', null),
    ),
    '--max-group',
    '9',
  );
  assert.deepEqual(pairs(plan), ['auth0|1 google-oauth2|1']);
  assert.deepEqual(leftOut.sort(), [
    'github|4,github,a@x,untrusted,',
    'google-oauth2|2,google-oauth2,a@x,blocked,',
    'google-oauth2|3,google-oauth2,a@x,unverified,',
  ]);
  assert.match(stdout, /8 accounts, 1 links in plan.csv\n/);
});

test('a connection counts as verified, but never a database', async (t) => {
  const { plan, leftOut } = await planned(
    t,
    ndjson(
      user('auth0|1', 'a@x'),
      user('google-oauth2|1', 'a@x', { email_verified: false }),
      user('auth0|2', 'a@x', { email_verified: false }),
    ),
    '--verified-connections',
    `${GOOGLE},${DATABASE}`,
  );
  assert.deepEqual(pairs(plan), ['auth0|1 google-oauth2|1']);
  assert.deepEqual(leftOut, [`auth0|2,${DATABASE},a@x,unverified,`]);
});

test('capitals: A to Z only, and as the suggestions of the primary account find them', async (t) => {
  const { plan, leftOut } = await planned(
    t,
    ndjson(
      user('auth0|1', 'Ada@x', { created_at: '2023-01-01T00:00:00.000Z' }),
      user('google-oauth2|1', 'ada@x'),
      user('google-oauth2|2', 'ADA@x'),
      user('auth0|3', 'lower@x', { created_at: '2023-01-01T00:00:00.000Z' }),
      user('google-oauth2|3', 'Lower@x'),
      user('auth0|4', 'jürgen@x'),
      user('google-oauth2|4', 'JÜRGEN@x'),
      user('google-oauth2|5', 'jürgen@x'),
      user('auth0|6', 'kelvin@x'),
      user('google-oauth2|6', '\u212aelvin@x'),
    ),
  );
  assert.deepEqual(pairs(plan), ['auth0|1 google-oauth2|1', 'auth0|4 google-oauth2|5']);
  assert.deepEqual(leftOut, [
    'google-oauth2|2,google-oauth2,ADA@x,case,auth0|1',
    'google-oauth2|3,google-oauth2,Lower@x,case,auth0|3',
  ]);
});

test('an address of 40 accounts is left out', async (t) => {
  const users = Array.from({ length: 40 }, (_, index) =>
    user(`auth0|${index}`, 'office@x', { email_verified: index < 2 }),
  );
  const { plan, leftOut } = await planned(t, ndjson(...users));
  assert.deepEqual(plan, []);
  assert.equal(leftOut.length, 40);
  assert.ok(leftOut.every((row) => row.endsWith(',max_group,')));
  assert.equal((await planned(t, ndjson(...users), '--max-group', '40')).plan.length, 1);
});

test('an id may be an integer, however large, and an account may have several identities', async (t) => {
  const identity = '{"connection":"facebook","provider":"facebook","user_id":10150000000000000001}';
  const { plan } = await planned(
    t,
    `${
      '{"user_id":"facebook|10150000000000000001","email":"a@x","email_verified":true,' +
      '"created_at":"2020-01-01T00:00:00.000Z","identities":['
    }${identity}]}\n${ndjson(
      user('auth0|1', 'a@x', {
        identities: [
          { connection: 'sms', provider: 'sms', user_id: '9' },
          { connection: DATABASE, provider: 'auth0', user_id: '1' },
        ],
      }),
    )}`,
    '--connections',
    `facebook,${DATABASE}`,
  );
  assert.deepEqual(
    plan.map((row) => row.split(',').slice(0, 7).join()),
    [`facebook|10150000000000000001,facebook,2020-01-01T00:00:00.000Z,,,auth0|1,${DATABASE}`],
  );
});

test('a repeated record counts once, and ids keep their pipes, commas and quotation marks', async (t) => {
  const odd = user('samlp|corp|a, "b" @x', 'a@x', {
    identities: [{ connection: GOOGLE, provider: 'samlp', user_id: 'corp|a, "b" @x' }],
  });
  const { plan } = await planned(
    t,
    ndjson(user('auth0|1', 'a@x', { created_at: '2020-01-01T00:00:00.000Z' }), odd, odd),
  );
  assert.equal(plan.length, 1);
  assert.match(plan[0], /,"samlp\|corp\|a, ""b"" @x",/);
});

test('a cell that a spreadsheet would take for a formula is text', async (t) => {
  const { plan } = await planned(t, ndjson(user('auth0|1', '=1+1@x'), user('google-oauth2|1', '=1+1@x')));
  assert.match(plan[0], /,'=1\+1@x$/);
});

test('BOM, CRLF, gzip and the order of the records make no difference', async (t) => {
  const users = [
    user('auth0|1', 'a@x'),
    user('google-oauth2|1', 'a@x'),
    user('auth0|2', 'b@x'),
    user('google-oauth2|2', 'b@x'),
  ];
  const { files } = await planned(t, ndjson(...users));
  for (const other of [
    `\ufeff${ndjson(...users)}`,
    ndjson(...users).replaceAll('\n', '\r\n'),
    gzipSync(ndjson(...users)),
    Buffer.concat([gzipSync(ndjson(...users.slice(2))), gzipSync(ndjson(...users.slice(0, 2)))]),
    ndjson(...users).trimEnd(),
  ]) {
    assert.equal((await planned(t, other)).files.read('plan.csv'), files.read('plan.csv'));
  }
});

test('a CSV export has quotes, line breaks in names, a BOM and CRLF', async (t) => {
  const header = HEADER.replace('user_id', 'user_id,name').replaceAll('\n', '\r\n');
  const rows = [
    csvUser('auth0|1', 'a@x', DATABASE).replace(',', ',"Ada ""the\r\nfirst"" L, of\nX",'),
    csvUser('google-oauth2|1', 'a@x', GOOGLE).replace(',', ',Ada L,'),
  ];
  const { plan } = await planned(t, `\ufeff${header}${rows.join('\r\n')}\r\n`);
  assert.deepEqual(plan, [
    `auth0|1,${DATABASE},2024-01-01T00:00:00.000Z,,1,google-oauth2|1,google-oauth2,2024-01-01T00:00:00.000Z,,1,unknown,a@x`,
  ]);
});

test('a CSV export may have the connection of the first identity instead', async (t) => {
  const { plan, leftOut } = await planned(
    t,
    `${HEADER.replace('identities', 'identities[0].connection')}` +
      `auth0|1,a@x,true,false,2024,,1,${DATABASE}\ngoogle-oauth2|1,a@x,true,,2025,,1,${GOOGLE}\ngoogle-oauth2|2,a@x,true,true,2025,,1,${GOOGLE}\n`,
  );
  assert.deepEqual(pairs(plan), ['auth0|1 google-oauth2|1']);
  assert.deepEqual(leftOut, ['google-oauth2|2,google-oauth2,a@x,blocked,']);
});

test('the apostrophes of a CSV export are removed', async (t) => {
  const row = (id, email, connection) => `'${id},'${email},true,,'2024-01-01T00:00:00.000Z,,1,'${connection}\n`;
  const { plan } = await planned(
    t,
    HEADER.replace('identities', 'identities[0].connection') +
      row('auth0|1', "'o@x", DATABASE) +
      row('google-oauth2|1', "'o@x", GOOGLE),
  );
  assert.deepEqual(pairs(plan), ['auth0|1 google-oauth2|1']);
  assert.match(plan[0], /,'o@x$/);
});

test('an account has no metadata only where the export has both kinds', async (t) => {
  const both = [user('auth0|1', 'a@x'), user('google-oauth2|1', 'a@x')];
  const third = (more) => user('auth0|9', 'z@x', more);
  assert.match((await planned(t, ndjson(...both))).plan[0], /,unknown,a@x$/);
  assert.match((await planned(t, ndjson(...both, third({ user_metadata: { a: 1 } })))).plan[0], /,unknown,a@x$/);
  assert.match((await planned(t, ndjson(...both, third({ app_metadata: {}, user_metadata: {} })))).plan[0], /,no,a@x$/);
});

test('an export without duplicates is an empty plan', async (t) => {
  assert.deepEqual((await planned(t, ndjson(user('auth0|1', 'a@x')))).plan, []);
  assert.deepEqual((await planned(t, HEADER)).plan, []);
});

for (const [name, content, message] of [
  ['empty', '', /the export is empty/],
  [
    'with a truncated last line',
    ndjson(user('auth0|1', 'a@x'), user('auth0|2', 'a@x')).slice(0, -9),
    /line 2: not JSON; the export may be cut off/,
  ],
  [
    'of gzip that is cut off',
    gzipSync(ndjson(...Array.from({ length: 99 }, (_, index) => user(`auth0|${index}`, `${index}@x`)))).subarray(
      0,
      -20,
    ),
    /the gzip file is cut off or damaged/,
  ],
  ['that is not UTF-8', Buffer.from([...Buffer.from(ndjson(user('auth0|1', 'a@x'))), 0x7b, 0xff]), /not UTF-8/],
  ['cut off inside a character', Buffer.from('{"user_id":"ü').subarray(0, -1), /not UTF-8, or cut off/],
  [
    'with an identity that is null',
    ndjson({
      ...user('auth0|1', 'a@x'),
      identities: [{ connection: DATABASE, provider: 'auth0', user_id: '2' }, null],
    }),
    /line 1: user_id is no text, or identities is no list/,
  ],
  ['of JSON that is no object', `${ndjson(user('auth0|1', 'a@x'))}7\n`, /line 2: not a JSON object/],
  [
    'without identities',
    ndjson({ ...user('auth0|1', 'a@x'), identities: undefined }),
    /line 1: no identities; export the fields user_id, /,
  ],
  [
    'without email_verified',
    ndjson({ ...user('auth0|1', 'a@x'), email_verified: undefined }),
    /no email_verified in the export/,
  ],
  ['of CSV without blocked', HEADER.replace('blocked,', ''), /no blocked in the export; export the fields/],
  ['of CSV with a short row', `${HEADER}auth0|1,a@x\n`, /line 2: 2 cells, and 8 columns/],
  [
    'of CSV with a quotation mark that is not closed',
    `${HEADER}auth0|1,"a@x\n`,
    /line 2: a quotation mark is not closed/,
  ],
  ['of CSV with text after a quotation mark', `${HEADER}auth0|1,"a"@x\n`, /line 2: text after the closing/],
]) {
  test(`an export ${name} is refused, and nothing is written`, (t) => refused(t, content, message));
}

test('most-logins needs logins_count', (t) =>
  refused(t, ndjson(user('auth0|1', 'a@x')), /no logins_count/, '--primary', 'most-logins'));

test('a plan that a reviewer has changed is not replaced', async (t) => {
  const files = folder(t);
  files.write('export', ndjson(user('auth0|1', 'a@x'), user('google-oauth2|1', 'a@x')));
  const again = () => run(files.path, ['plan', 'export', ...TRUSTED]);
  assert.equal((await again()).status, 0);
  assert.equal((await again()).status, 0);
  files.write('plan.csv', 'reviewed');
  const result = await again();
  assert.equal(result.status, 2);
  assert.match(result.stderr, /plan\.csv exists with another content/);
  assert.equal(files.read('plan.csv'), 'reviewed');
  assert.deepEqual(readdirSync(files.path).sort(), ['export', 'left-out.csv', 'plan.csv']);
});

test('many accounts are sorted in several runs', async (t) => {
  const long = 'x'.repeat(200);
  const users = Array.from({ length: 60_000 }, (_, index) => user(`auth0|${index}`, `${index % 30_000}.${long}@x`));
  const { plan } = await planned(t, ndjson(...users));
  assert.equal(plan.length, 30_000);
  const keys = plan.map((row) => row.split(',').at(-1));
  assert.deepEqual(keys, [...keys].sort());
  assert.equal(new Set(pairs(plan)).size, 30_000);
});
