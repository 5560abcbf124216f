import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder, planOf, problem, run, service, start } from './support.mjs';

const FOUND = {
  outcome: 'would_link',
  account: { account_id: 'auth0|1', identities: [{}, {}, {}] },
  secondary: { account_id: 'google-oauth2|1', identities: [{}, {}] },
  user_metadata: { carried_over: ['theme'], discarded: ['a, "b"', '=1'] },
  app_metadata: { discarded: [] },
  roles: null,
};

async function previewed(t, answers, pairs = [['auth0|1', 'google-oauth2|1']]) {
  const files = folder(t);
  const simulated = await service(t, {}, answers);
  files.write('plan.csv', planOf(...pairs));
  const again = () => run(files.path, ['preview', 'plan.csv', '--rate', '100'], simulated.environment);
  return { ...(await again()), again, files, simulated };
}

test('each line tells what would be lost, and what is unknown or not told', async (t) => {
  const { status, stdout, files, simulated } = await previewed(t, ({ action, body }) => {
    assert.deepEqual([action, body], ['link/preview', { provider: 'google-oauth2', user_id: 'google-oauth2|1' }]);
    return { json: FOUND };
  });
  assert.equal(status, 0, stdout);
  assert.equal(
    files.read('plan.preview.csv'),
    'primary,secondary,outcome,identities,user_metadata_carried_over,user_metadata_discarded,' +
      'app_metadata_discarded,roles_discarded,organizations_discarded\n' +
      'auth0|1,google-oauth2|1,would_link,2,"[""theme""]","[""a, \\""b\\"""",""=1""]",[],unknown,\n',
  );
  assert.deepEqual(simulated.links, []);
});

test('a problem is the outcome of its line, and the preview can be applied', async (t) => {
  const pairs = [
    ['auth0|1', 'google-oauth2|1'],
    ['auth0|2', 'google-oauth2|2'],
  ];
  const { status, stdout, files } = await previewed(
    t,
    ({ id }) => (id === 'auth0|2' ? problem(422, 'secondary_not_found') : { json: FOUND }),
    pairs,
  );
  assert.equal(status, 1);
  assert.match(stdout, / {2}secondary_not_found: 1\n {2}would_link: 1\n/);
  assert.equal(files.rows('plan.preview.csv')[1], 'auth0|2,google-oauth2|2,secondary_not_found,,,,,,');
  const simulated = await service(t, {
    'auth0|1': { email: 'a' },
    'google-oauth2|1': { email: 'a' },
    'auth0|2': { email: 'b' },
    'google-oauth2|2': { email: 'b' },
  });
  assert.equal(
    (await run(files.path, ['apply', 'plan.preview.csv', '--rate', '100'], simulated.environment)).status,
    0,
  );
});

test('killed at random moments it goes on after the last row, in the order of the plan', async (t) => {
  const pairs = Array.from({ length: 80 }, (_, index) => [`auth0|${index}`, `google-oauth2|${index}`]);
  const files = folder(t);
  let requests = 0;
  const simulated = await service(t, {}, () => {
    requests += 1;
    return requests % 10 === 0 ? problem(502, 'auth0_error') : { json: FOUND };
  });
  files.write('plan.csv', planOf(...pairs));
  for (let kills = 0; kills < 4; kills += 1) {
    const { child, ended } = start(files.path, ['preview', 'plan.csv', '--rate', '100'], simulated.environment);
    await sleep(200 + Math.random() * 200);
    child.kill('SIGKILL');
    await ended;
  }
  const { status } = await run(files.path, ['preview', 'plan.csv', '--rate', '100'], simulated.environment);
  assert.equal(status, 0);
  assert.deepEqual(
    files.rows('plan.preview.csv').map((row) => row.split(',', 2)),
    pairs,
  );
});

test('half a row is cut off, and a file that is not of this plan is refused', async (t) => {
  const { again, files } = await previewed(t, () => ({ json: FOUND }));
  const whole = files.read('plan.preview.csv');
  files.write('plan.preview.csv', whole.slice(0, -20));
  assert.equal((await again()).status, 0);
  assert.equal(files.read('plan.preview.csv'), whole);
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|9']));
  const { status, stderr } = await again();
  assert.equal(status, 2);
  assert.match(stderr, /holds something else than the preview of this plan/);
  assert.equal(files.read('plan.preview.csv'), whole);
});

test('a file that is no preview is not changed', async (t) => {
  const files = folder(t);
  files.write('plan.csv', planOf(['auth0|1', 'google-oauth2|1']));
  for (const content of ['a,b\n1,2', 'notes', 'primary,secondary\nauth0|1,']) {
    files.write('other.csv', content);
    const { status, stderr } = await run(files.path, ['preview', 'plan.csv', '--out', 'other.csv']);
    assert.equal(status, 2);
    assert.match(stderr, /holds something else/);
    assert.equal(files.read('other.csv'), content);
  }
});

test('an account that can never be read does not keep the others from being previewed', async (t) => {
  const pairs = [
    ['auth0|1', 'google-oauth2|1'],
    ['auth0|2', 'google-oauth2|2'],
  ];
  const { status, stdout, files } = await previewed(
    t,
    ({ id }) => (id === 'auth0|1' ? problem(502, 'auth0_error') : { json: FOUND }),
    pairs,
  );
  assert.equal(status, 1);
  assert.match(stdout, / {2}auth0_error: 1\n {2}would_link: 1\n$/);
  assert.deepEqual(
    files.rows('plan.preview.csv').map((row) => row.split(',')[2]),
    ['auth0_error', 'would_link'],
  );
});

test('help and wrong commands', async (t) => {
  const { path } = folder(t);
  assert.deepEqual(
    Object.values(await run(path, ['--help'])).map((value) => (value === 0 || value === '' ? value : 'text')),
    [0, 'text', ''],
  );
  for (const args of [
    [],
    ['unlink', 'x'],
    ['constructor', 'x'],
    ['plan'],
    ['plan', 'x'],
    ['plan', 'x', '--connections', 'A,,B'],
    ['plan', 'x', '--connections', 'A', '--primary', 'newest'],
    ['plan', 'x', '--connections', 'A', '--primary', 'connection:B'],
    ['plan', 'x', '--connections', 'A', '--max-group', '1'],
    ['plan', 'x', '--connections', 'A', '--out', 'x'],
    ['plan', 'none', '--connections', 'A'],
  ]) {
    const { status, stderr } = await run(path, args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^duplicates: [^\n]+\n$/);
  }
  const wrong = await run(path, ['preview', 'x'], { ACCOUNT_LINK_URL: 'localhost:8080' });
  assert.deepEqual(
    [wrong.status, wrong.stderr],
    [2, 'duplicates: ACCOUNT_LINK_URL must be an http or https URL without user, query and fragment\n'],
  );
});
