import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PROGRAM, entries, folder, planOf, problem, run, service, start } from './support.mjs';

const FAST = ['--rate', '100'];

function account(email) {
  return { email };
}

async function applied(t, pairs, accounts, answers, ...args) {
  const files = folder(t);
  const simulated = await service(t, accounts, answers);
  const result = await run(
    files.path,
    ['apply', files.write('plan.csv', planOf(...pairs)), ...FAST, ...args],
    simulated.environment,
  );
  return {
    ...result,
    files,
    simulated,
    journal: existsSync(join(files.path, 'plan.journal')) ? entries(files.read('plan.journal')) : [],
  };
}

async function malformed(t, plan, message, ...args) {
  const files = folder(t);
  const simulated = await service(t, {});
  const result = await run(
    files.path,
    ['apply', files.write('plan.csv', plan), ...FAST, ...args],
    simulated.environment,
  );
  assert.equal(result.status, 2, result.stdout);
  assert.match(result.stderr, message);
  assert.equal(simulated.state.tokens, 0);
}

test('what is still suggested is linked, and recorded', async (t) => {
  const { status, stdout, journal, simulated } = await applied(
    t,
    [
      ['auth0|1', 'google-oauth2|1'],
      ['auth0|2', 'samlp|a|b/c %@+'],
    ],
    {
      'auth0|1': account('a'),
      'google-oauth2|1': account('a'),
      'auth0|2': account('b'),
      'samlp|a|b/c %@+': account('b'),
    },
  );
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^2 lines\n {2}linked: 2\n$/);
  assert.deepEqual(journal.map(({ primary, secondary, result }) => `${primary} ${secondary} ${result}`).sort(), [
    'auth0|1 google-oauth2|1 linked',
    'auth0|2 samlp|a|b/c %@+ linked',
  ]);
  assert.ok(journal.every((entry) => entry.request_id && entry.time));
  assert.deepEqual(simulated.links.sort(), ['google-oauth2|1', 'samlp|a|b/c %@+']);
  assert.equal(simulated.state.tokens, 1);
});

test('an id that repeats its provider names no other account', async (t) => {
  const { status, simulated } = await applied(t, [['google-oauth2|1', 'auth0|auth0|x']], {
    'google-oauth2|1': account('a'),
    'auth0|auth0|x': account('a'),
    'auth0|x': account('another'),
  });
  assert.equal(status, 0);
  assert.deepEqual(simulated.links, ['auth0|auth0|x']);
});

test('what is not suggested any more is linked already or has changed, and the rest goes on', async (t) => {
  const { status, stdout, stderr, journal, simulated } = await applied(
    t,
    [
      ['auth0|1', 'google-oauth2|1'],
      ['auth0|2', 'google-oauth2|2'],
      ['auth0|3', 'google-oauth2|3'],
      ['auth0|4', 'google-oauth2|4'],
    ],
    {
      'auth0|1': { email: 'a', linked: ['google-oauth2|1'] },
      'auth0|2': account('b'),
      'google-oauth2|2': account('another'),
      'google-oauth2|3': account('c'),
      'auth0|4': account('d'),
      'google-oauth2|4': account('d'),
    },
  );
  assert.equal(status, 1);
  assert.deepEqual(Object.fromEntries(journal.map(({ secondary, result, code }) => [secondary, code ?? result])), {
    'google-oauth2|1': 'already_linked',
    'google-oauth2|2': 'changed',
    'google-oauth2|3': 'account_not_found',
    'google-oauth2|4': 'linked',
  });
  assert.deepEqual(simulated.links, ['google-oauth2|4']);
  assert.match(stdout, / {2}changed: 1\n/);
  assert.doesNotMatch(stderr, /LINK_SUGGESTION_CONNECTIONS/);
});

test('where most lines have changed the report asks for the setting', async (t) => {
  const { stderr } = await applied(t, [['auth0|1', 'google-oauth2|1']], { 'auth0|1': account('a') });
  assert.match(stderr, /LINK_SUGGESTION_CONNECTIONS/);
});

test('a refusal that repeating cannot help is recorded with its code', async (t) => {
  const { status, journal } = await applied(
    t,
    [['auth0|1', 'google-oauth2|1']],
    { 'auth0|1': account('a'), 'google-oauth2|1': account('a') },
    ({ action }) => action === 'link' && problem(422, 'metadata_refused'),
  );
  assert.equal(status, 1);
  assert.deepEqual(
    journal.map(({ result, code }) => [result, code]),
    [['refused', 'metadata_refused']],
  );
});

for (const failure of ['auth0_timeout', 'auth0_error', 'connection_lost', 'a 502 of a gateway', 'malformed_answer']) {
  test(`a link that ends in ${failure} is repeated, and linked once`, async (t) => {
    let failed = false;
    const { status, journal, simulated } = await applied(
      t,
      [['auth0|1', 'google-oauth2|1']],
      { 'auth0|1': account('a'), 'google-oauth2|1': account('a') },
      ({ action }, carryOut) => {
        if (action !== 'link' || failed) {
          return undefined;
        }
        failed = true;
        carryOut();
        return (
          {
            connection_lost: 'lost',
            'a 502 of a gateway': { status: 502, headers: { 'content-type': 'text/html' }, json: '' },
            malformed_answer: { status: 201, headers: { 'content-type': 'text/html' }, json: '' },
          }[failure] ?? problem(504, failure)
        );
      },
    );
    assert.equal(status, 0);
    assert.deepEqual(
      journal.map(({ result }) => result),
      ['already_linked'],
    );
    assert.equal(simulated.links.length, 1);
  });
}

test('Retry-After is honoured, and the rate falls', async (t) => {
  let busy = 0;
  const { status, simulated } = await applied(
    t,
    [
      ['auth0|1', 'google-oauth2|1'],
      ['auth0|2', 'google-oauth2|2'],
    ],
    {
      'auth0|1': account('a'),
      'google-oauth2|1': account('a'),
      'auth0|2': account('b'),
      'google-oauth2|2': account('b'),
    },
    ({ action }) => {
      busy += action === 'suggestions' ? 1 : 0;
      return busy === 1 && problem(503, 'auth0_busy', { 'retry-after': '1' });
    },
    '--parallel',
    '1',
  );
  assert.equal(status, 0);
  const [first, second] = simulated.starts;
  assert.ok(second - first >= 990, `${second - first} ms`);
});

test('while Auth0 is down no line fails, however long', async (t) => {
  let down = 0;
  const { status, journal, stdout } = await applied(
    t,
    [['auth0|1', 'google-oauth2|1']],
    { 'auth0|1': account('a'), 'google-oauth2|1': account('a') },
    () => {
      down += 1;
      return down < 12 && problem(503, 'auth0_unavailable', { 'retry-after': '0' });
    },
  );
  assert.equal(status, 0, stdout);
  assert.deepEqual(
    journal.map(({ result }) => result),
    ['linked'],
  );
});

test('a line that keeps failing is tried again by the same command', async (t) => {
  const files = folder(t);
  let isDown = true;
  const simulated = await service(
    t,
    {
      'auth0|1': account('a'),
      'google-oauth2|1': account('a'),
      'auth0|2': account('b'),
      'google-oauth2|2': account('b'),
    },
    ({ id, action }) => isDown && id === 'auth0|1' && action === 'link' && problem(502, 'auth0_error'),
  );
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1'], ['auth0|2', 'google-oauth2|2']));
  const again = () => run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment);
  const first = await again();
  assert.equal(first.status, 1);
  assert.match(first.stdout, / {2}auth0_error, to be tried again: 1\n/);
  assert.equal(entries(files.read('plan.journal')).length, 1);
  isDown = false;
  const second = await again();
  assert.equal(second.status, 0, second.stdout);
  assert.equal(entries(files.read('plan.journal')).length, 2);
});

for (const [name, answer, message] of [
  [
    'a missing permission',
    problem(403, 'permission_required'),
    /Ended early: permission_required: about permission_required/,
  ],
  ['a token that stays refused', problem(401, 'unauthenticated'), /Ended early: unauthenticated/],
]) {
  test(`${name} ends the run, since no line would work`, async (t) => {
    const pairs = Array.from({ length: 30 }, (_, index) => [`auth0|${index}`, `google-oauth2|${index}`]);
    const { status, stderr, stdout, journal, simulated } = await applied(t, pairs, {}, () => answer);
    assert.equal(status, 1);
    assert.match(stderr, message);
    assert.match(stdout, / {2}left to be tried: 30\n/);
    assert.deepEqual(journal, []);
    assert.ok(simulated.starts.length < 10);
  });
}

for (const [action, json] of [
  ['link', { status: 'ok' }],
  ['link', { account_id: 'auth0|1', identities: [] }],
  ['suggestions', { suggestions: {} }],
  ['suggestions', {}],
]) {
  test(`a success of another form at ${action}, ${JSON.stringify(json)}, is no result`, async (t) => {
    let answered = false;
    const { status, simulated, journal } = await applied(
      t,
      [['auth0|1', 'google-oauth2|1']],
      { 'auth0|1': account('a'), 'google-oauth2|1': account('a') },
      (call) => {
        const isFirst = call.action === action && !answered;
        answered ||= isFirst;
        return isFirst && { json };
      },
    );
    assert.equal(status, 0);
    assert.deepEqual(
      journal.map(({ result }) => result),
      ['linked'],
    );
    assert.equal(simulated.links.length, 1);
  });
}

test('a file that is no journal is not changed', async (t) => {
  const files = folder(t);
  const simulated = await service(t, {});
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  for (const content of ['notes without a line break', 'notes\n', '{"plan":"of another', `${'x'.repeat(99)}\ny`]) {
    files.write('notes', content);
    const result = await run(files.path, ['apply', 'plan.csv', '--journal', 'notes', ...FAST], simulated.environment);
    assert.equal(result.status, 2);
    assert.match(result.stderr, /notes, line 1: not a line of a journal/);
    assert.equal(files.read('notes'), content);
  }
});

const PAGE = { status: 403, headers: { 'content-type': 'text/html' }, json: '' };

test('another service at the URL ends the run after ten lines', async (t) => {
  const pairs = Array.from({ length: 30 }, (_, index) => [`auth0|${index}`, `google-oauth2|${index}`]);
  const { status, stderr, journal, simulated } = await applied(t, pairs, {}, () => PAGE);
  assert.equal(status, 1);
  assert.match(stderr, /Ended early: 10 lines in a row failed, the last one with status_403/);
  assert.deepEqual(journal, []);
  assert.ok(simulated.starts.length < 15);
});

test('an id that a proxy refuses does not keep the other lines from being linked', async (t) => {
  const { status, stdout, simulated } = await applied(
    t,
    [
      ['auth0|1', 'google-oauth2|1'],
      ['samlp|a/b', 'google-oauth2|2'],
      ['auth0|3', 'google-oauth2|3'],
    ],
    {
      'auth0|1': account('a'),
      'google-oauth2|1': account('a'),
      'auth0|3': account('c'),
      'google-oauth2|3': account('c'),
    },
    ({ id }) => id === 'samlp|a/b' && PAGE,
  );
  assert.equal(status, 1);
  assert.match(stdout, / {2}linked: 2\n {2}status_403, to be tried again: 1\n/);
  assert.equal(simulated.links.length, 2);
});

test('control characters of an answer do not reach the terminal', async (t) => {
  const { stderr, stdout } = await applied(t, [['auth0|1', 'google-oauth2|1']], {}, () => ({
    status: 403,
    json: { code: 'permission_required', detail: 'a\u001b[2Jb' },
  }));
  assert.match(stderr, /permission_required: a\?\[2Jb/);
  const other = await applied(t, [['auth0|1', 'google-oauth2|1']], {}, () => ({
    status: 409,
    json: { code: '\u001b[2J' },
  }));
  assert.match(other.stdout, / {2}status_409(, to be tried again)?: 1\n/);
  assert.doesNotMatch(stdout + stderr + other.stdout, /\u001b/);
});

test('a token that the service refuses is renewed once', async (t) => {
  const { status, simulated } = await applied(
    t,
    [['auth0|1', 'google-oauth2|1']],
    { 'auth0|1': account('a'), 'google-oauth2|1': account('a') },
    ({ authorization }) => authorization === 'Bearer token-1' && problem(401, 'unauthenticated'),
  );
  assert.equal(status, 0);
  assert.equal(simulated.state.tokens, 2);
});

test('a client that the token endpoint refuses ends the run', async (t) => {
  const files = folder(t);
  const simulated = await service(t, {});
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  const result = await run(files.path, ['apply', 'plan.csv', ...FAST], {
    ...simulated.environment,
    AUTH0_ISSUER: `${simulated.environment.ACCOUNT_LINK_URL}/accounts/x`,
  });
  assert.equal(result.status, 1);
  assert.match(result.stderr, /Ended early: account_not_found/);
});

for (const [name, plan, message] of [
  ['without a column', 'primary,second\n', /plan\.csv, line 1: no column secondary\./],
  ['of semicolons', 'primary;secondary\nauth0|1;auth0|2\n', /not by semicolons/],
  [
    'with an id of another form',
    planOf(['auth0|1', 'auth0|2'], ['auth0|3', 'nobody']),
    /plan\.csv, line 3, column secondary: not an Auth0 user id/,
  ],
  [
    'with too few cells',
    'primary,secondary,email\nauth0|1,auth0|2\n',
    /plan\.csv, line 2, column email: 2 cells, and 3 columns/,
  ],
  [
    'that links an account twice',
    planOf(['auth0|1', 'auth0|2'], ['auth0|3', 'auth0|2']),
    /line 3, column secondary: the same account as in line 2/,
  ],
  [
    'that links a primary account',
    planOf(['auth0|1', 'auth0|2'], ['auth0|3', 'auth0|1']),
    /line 3, column secondary: the primary account of line 2/,
  ],
  [
    'that links an account to itself',
    planOf(['auth0|1', 'auth0|1']),
    /line 2, column secondary: the primary account itself/,
  ],
  ['that is empty', '', /plan\.csv is empty/],
  [
    'with a quotation mark that is not closed',
    'primary,secondary\nauth0|1,"auth0|2\n',
    /plan\.csv, line 2: a quotation mark is not closed/,
  ],
]) {
  test(`a plan ${name} is refused before anything is sent`, (t) => malformed(t, plan, message));
}

for (const [args, message] of [
  [['--rate', '0'], /--rate must be a number from 0\.01 to 100/],
  [['--rate', ''], /--rate must be/],
  [['--parallel', '1.5'], /--parallel must be/],
  [['--connections', 'A'], /Unknown option '--connections'/],
  [['--journal', 'plan.csv'], /the same file twice/],
  [['another.csv'], /apply takes one file/],
]) {
  test(`apply ${args.join(' ')} is refused`, (t) => malformed(t, planOf(['auth0|1', 'auth0|2']), message, ...args));
}

test('a plan that a spreadsheet has saved, with further columns and fewer lines, is applied', async (t) => {
  const files = folder(t);
  const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
  files.write('plan.csv', '\ufeffemail,secondary,primary,note\r\na@x,google-oauth2|1,auth0|1,"seen, ""fine"""\r\n');
  assert.equal((await run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment)).status, 0);
});

test('the journal of another plan, and what is no journal, are refused', async (t) => {
  const files = folder(t);
  const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
  const apply = () => run(files.path, ['apply', 'plan.csv', '--journal', 'j', ...FAST], simulated.environment);
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  assert.equal((await apply()).status, 0);
  const whole = files.read('j');
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|2']));
  const other = await apply();
  assert.deepEqual([other.status, /journal of another plan/.test(other.stderr)], [2, true]);
  assert.equal(files.read('j'), whole);
  files.write('j', 'no journal\n');
  const none = await apply();
  assert.deepEqual([none.status, /j, line 1: not a line of a journal/.test(none.stderr)], [2, true]);
  assert.equal(files.read('j'), 'no journal\n');
});

test('half a line that a killed process left is cut off', async (t) => {
  const files = folder(t);
  const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  const apply = () => run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment);
  await apply();
  files.write('plan.journal', files.read('plan.journal').slice(0, -7));
  const { status, stdout } = await apply();
  assert.deepEqual([status, stdout], [0, '1 lines\n  already_linked: 1\n']);
  assert.equal(entries(files.read('plan.journal')).length, 1);
});

test('one run at a time has the journal; that of a process that is gone is taken over', async (t) => {
  const files = folder(t);
  const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  files.write('plan.journal.lock', String(process.pid));
  const refused = await run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment);
  assert.deepEqual([refused.status, /process \d+ uses plan\.journal/.test(refused.stderr)], [2, true]);
  const { child, ended } = start(files.path, ['--help']);
  await ended;
  files.write('plan.journal.lock', String(child.pid));
  assert.equal((await run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment)).status, 0);
  assert.ok(!existsSync(join(files.path, 'plan.journal.lock')));
});

test(
  'the lock of a killed process with the same id, as in a container, is taken over',
  { skip: process.platform === 'win32' },
  async (t) => {
    const files = folder(t);
    const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
    files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
    const script = `printf %s $$ > plan.journal.lock; exec "${process.execPath}" "${PROGRAM}" apply plan.csv --rate 100`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], {
      cwd: files.path,
      env: { ...process.env, ...simulated.environment },
    });
    assert.equal(stdout, '1 lines\n  linked: 1\n');
  },
);

test('a journal that cannot be written ends the run with one line', async (t) => {
  const files = folder(t);
  const simulated = await service(t, {});
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  const result = await run(
    files.path,
    ['apply', 'plan.csv', '--journal', 'missing/journal', ...FAST],
    simulated.environment,
  );
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^duplicates: ENOENT: .*missing\/journal/);
});

test('Ctrl+C ends after the lines in flight, and the same command goes on', async (t) => {
  const files = folder(t);
  const pairs = Array.from({ length: 60 }, (_, index) => [`auth0|${index}`, `google-oauth2|${index}`]);
  const accounts = Object.fromEntries(
    pairs.flatMap(([one, other], index) => [
      [one, account(index)],
      [other, account(index)],
    ]),
  );
  const simulated = await service(t, accounts);
  files.write('plan.csv', planOf(...pairs));
  const { child, ended } = start(files.path, ['apply', 'plan.csv', '--rate', '50'], simulated.environment);
  while (simulated.links.length < 10) {
    await sleep(10);
  }
  child.kill('SIGINT');
  const { status, stdout } = await ended;
  assert.equal(status, 130);
  assert.match(stdout, /left to be tried: \d+/);
  assert.equal(entries(files.read('plan.journal')).length, simulated.links.length);
  assert.equal((await run(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment)).status, 0);
  assert.equal(simulated.links.length, 60);
});

test('killed at random moments, with one request in ten failing, every pair is linked and recorded once', async (t) => {
  const rate = 100;
  const files = folder(t);
  const pairs = Array.from({ length: 200 }, (_, index) => [`auth0|${index >> 1}`, `google-oauth2|${index}`]);
  const accounts = Object.fromEntries(
    pairs.flatMap(([one, other], index) => [
      [one, account(index >> 1)],
      [other, account(index >> 1)],
    ]),
  );
  let requests = 0;
  const simulated = await service(t, accounts, ({ action }, carryOut) => {
    requests += 1;
    if (requests % 10 !== 0) {
      return undefined;
    }
    if (action === 'link') {
      carryOut();
    }
    return requests % 20 === 0 ? 'lost' : problem(504, 'auth0_timeout');
  });
  files.write('plan.csv', planOf(...pairs));
  for (let kills = 0; kills < 12; kills += 1) {
    const { child, ended } = start(files.path, ['apply', 'plan.csv', '--rate', String(rate)], simulated.environment);
    await sleep(200 + Math.random() * 300);
    child.kill('SIGKILL');
    await ended;
  }
  const { status, stdout } = await run(
    files.path,
    ['apply', 'plan.csv', '--rate', String(rate)],
    simulated.environment,
  );
  assert.equal(status, 0, stdout);
  const recorded = entries(files.read('plan.journal'));
  assert.deepEqual(recorded.map(({ secondary }) => secondary).sort(), pairs.map(([, secondary]) => secondary).sort());
  assert.deepEqual([...simulated.links].sort(), pairs.map(([, secondary]) => secondary).sort());
  // Up to four requests are in flight, and may arrive together.
  for (let index = 50; index < simulated.starts.length; index += 1) {
    assert.ok(simulated.starts[index] - simulated.starts[index - 50] >= (1_000 * (50 - 4)) / rate);
  }
});

test('a reader of the report that has gone loses no result', async (t) => {
  const files = folder(t);
  const simulated = await service(t, { 'auth0|1': account('a'), 'google-oauth2|1': account('a') });
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  const { child, ended } = start(files.path, ['apply', 'plan.csv', ...FAST], simulated.environment);
  child.stdout.destroy();
  child.stderr.destroy();
  await ended;
  assert.equal(entries(files.read('plan.journal')).length, 1);
});

test('a file that may not be read is named', async (t) => {
  const files = folder(t);
  const result = await run(files.path, ['apply', 'none.csv']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^duplicates: ENOENT: .*none\.csv/);
});
