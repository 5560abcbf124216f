// What the tests share: a folder of their own, the program as a process, and a simulated service.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../duplicates.mjs', import.meta.url));
export const DATABASE = 'Username-Password-Authentication';
export const GOOGLE = 'google-oauth2';

/** A folder that is removed after the test. */
export function folder(test) {
  const path = mkdtempSync(join(tmpdir(), 'duplicates-test-'));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write: (name, content) => {
      writeFileSync(join(path, name), content);
      return name;
    },
    read: (name) => readFileSync(join(path, name), 'utf8'),
    rows: (name) => readFileSync(join(path, name), 'utf8').trimEnd().split('\n').slice(1),
  };
}

/** Starts the program; `ended` tells its exit status and what it printed. */
export function start(directory, args, environment = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: directory,
    env: { ...process.env, ...environment },
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of Object.keys(printed)) {
    child[name].setEncoding('utf8').on('data', (text) => {
      printed[name] += text;
    });
  }
  const ended = new Promise((resolve) => child.on('close', (status) => resolve({ status, ...printed })));
  return { child, ended };
}

export function run(directory, args, environment) {
  return start(directory, args, environment).ended;
}

/** A user as an export has it. */
export function user(id, email, more = {}) {
  const [provider, ...rest] = id.split('|');
  const connection = provider === 'auth0' ? DATABASE : provider;
  return {
    user_id: id,
    email,
    email_verified: true,
    created_at: '2024-01-01T00:00:00.000Z',
    identities: [{ connection, provider, user_id: rest.join('|'), isSocial: provider !== 'auth0' }],
    ...more,
  };
}

export function ndjson(...users) {
  return users.map((each) => `${JSON.stringify(each)}\n`).join('');
}

export function planOf(...pairs) {
  return `primary,secondary\n${pairs.map((pair) => `${pair.join(',')}\n`).join('')}`;
}

/**
 * A simulated Account Link: accounts are lists of identities, and all accounts of one address suggest each other.
 * `answers` may answer in its place, or return nothing.
 */
export async function service(test, accounts, answers = () => undefined) {
  const state = { accounts: new Map(Object.entries(accounts)), links: [], starts: [], tokens: 0 };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) {
      body += piece;
    }
    const answer = request.url === '/oauth/token' ? token(state) : resource(state, request, body, answers);
    if (answer === 'lost') {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers = {}, json } = answer;
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-request-id': `r-${state.starts.length}`,
      ...headers,
    });
    response.end(JSON.stringify(json));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  return { ...state, state, environment: { ACCOUNT_LINK_URL: url, AUTH0_ISSUER: `${url}/` } };
}

function token(state) {
  state.tokens += 1;
  return { json: { access_token: `token-${state.tokens}`, token_type: 'Bearer', expires_in: 3600 } };
}

function resource(state, request, body, answers) {
  const [, , id, ...action] = request.url.split('/').map(decodeURIComponent);
  const call = {
    action: action.join('/'),
    id,
    body: body.startsWith('{') ? JSON.parse(body) : body,
    authorization: request.headers.authorization,
  };
  if (call.action === 'suggestions') {
    state.starts.push(performance.now());
  }
  const answer = answers(call, () => own(state, call));
  return answer || own(state, call);
}

function own({ accounts, links }, { action, id, body }) {
  const account = accounts.get(id);
  if (!account) {
    return problem(404, 'account_not_found');
  }
  if (action === 'suggestions') {
    const others = [...accounts].filter(([other, { email }]) => other !== id && email === account.email);
    return { json: { account_id: id, suggestions: others.map(([other]) => ({ account_id: other })) } };
  }
  if (action === 'link') {
    const prefix = `${body.provider}|`;
    // As the service does: a leading provider is dropped, once.
    const secondary = body.user_id.startsWith(prefix) ? body.user_id : `${prefix}${body.user_id}`;
    if (!accounts.delete(secondary)) {
      return problem(422, 'secondary_not_found');
    }
    links.push(secondary);
    account.linked = [...(account.linked ?? []), secondary];
  }
  return {
    status: action === 'link' ? 201 : 200,
    json: { account_id: id, identities: [id, ...(account.linked ?? [])].map(identity) },
  };
}

function identity(id) {
  const pipe = id.indexOf('|');
  return { provider: id.slice(0, pipe), user_id: id.slice(pipe + 1) };
}

export function problem(status, code, headers = {}) {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    json: { code, status, detail: `about ${code}` },
  };
}

/** The entries of a journal, without its head. */
export function entries(journal) {
  return journal
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
}
