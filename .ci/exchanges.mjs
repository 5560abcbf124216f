// Holds what the tests have logged (target/auth0-exchanges-*.ndjson, a file for each JVM) against Auth0's own description
// of its API: every request of the service, and every answer of the simulated Auth0 that isn't declared as a deviation.
// Arguments: the description, then the logs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../src/openapi/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;
const [description, ...logs] = process.argv.slice(2);
const api = JSON.parse(readFileSync(description, 'utf8'));
const lines = logs.flatMap((log) => readFileSync(log, 'utf8').split('\n'))
  .filter(Boolean).map((line) => JSON.parse(line));

// Auth0 extends its list of providers.
delete api.components.schemas.UserIdentityProviderEnum.enum;
const ajv = new Ajv({ strict: false, validateFormats: false, coerceTypes: false });
ajv.addSchema(api, 'api');

const PATHS = {
  READ: '/users/{id}', PATCH: '/users/{id}', SEARCH: '/users', BY_EMAIL: '/users-by-email',
  LINK: '/users/{id}/identities', UNLINK: '/users/{id}/identities/{provider}/{user_id}',
  ROLES: '/users/{id}/roles', ORGANIZATIONS: '/users/{id}/organizations', REVOKE: '/users/{id}/revoke-access',
};
// Statuses that the description lacks: a missing user, and a page of another size.
const UNDESCRIBED = { LINK: [404], UNLINK: [404], ROLES: [400, 404], ORGANIZATIONS: [400, 404], REVOKE: [404] };
const disagreements = new Map();
const counts = {};

function disagree(exchange, what) {
  const key = `${exchange.operation}: ${what}`;
  if (!disagreements.has(key)) {
    disagreements.set(key, exchange);
  }
}

function pointer(operation, ...rest) {
  const { path, method } = operation;
  return ['paths', path, method, ...rest].map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')
    .replaceAll('{', '%7B').replaceAll('}', '%7D')).join('/');
}

const validators = new Map();
function errors(ref, value) {
  if (!validators.has(ref)) {
    validators.set(ref, ajv.compile({ $ref: `api#/${ref}` }));
  }
  const validate = validators.get(ref);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`
    .replace(/^\/\d+/, '/*').trim() + (error.params?.additionalProperty ? ` (${error.params.additionalProperty})` : ''));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typed(text) {
  return /^(true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
}

function queryFaults(operation, target) {
  const described = operation.parameters.filter((parameter) => parameter.in === 'query');
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  const faults = described.filter((parameter) => parameter.required && !query.has(parameter.name))
    .map((parameter) => `without the parameter ${parameter.name}`);
  for (const [name, value] of query) {
    const index = operation.parameters.findIndex((parameter) => parameter.in === 'query' && parameter.name === name);
    if (index < 0) {
      faults.push(`unknown parameter ${name}`);
      continue;
    }
    const ref = pointer(operation, 'parameters', String(index), 'schema');
    const isText = operation.parameters[index].schema.type === 'string';
    faults.push(...errors(ref, isText ? value : typed(value)).map((error) => `parameter ${name}: ${error}`));
  }
  return faults;
}

function bodyFaults(operation, exchange) {
  if (!operation.requestBody) {
    return ['', 'null\n'].includes(exchange.body) ? [] : ['a body where none is described'];
  }
  const type = exchange.content_type.split(';')[0];
  if (!operation.requestBody.content[type]) {
    return [`content type ${type}`];
  }
  const body = type.endsWith('json') ? parsed(exchange.body) : Object.fromEntries(new URLSearchParams(exchange.body));
  if (body === undefined) {
    return ['a body that is not JSON'];
  }
  return errors(pointer(operation, 'requestBody', 'content', type, 'schema'), body).map((error) => `body: ${error}`);
}

function requestFaults(operation, exchange) {
  return [...queryFaults(operation, exchange.target), ...bodyFaults(operation, exchange)];
}

function answerFaults(operation, exchange) {
  const body = parsed(exchange.answer);
  if (exchange.status < 400) {
    if (!operation.responses[exchange.status]) {
      return [`status ${exchange.status} is not described`];
    }
    if (!operation.responses[exchange.status].content) {
      return exchange.answer === '' ? [] : ['a body where none is described'];
    }
    const ref = pointer(operation, 'responses', String(exchange.status), 'content', 'application/json', 'schema');
    return errors(ref, body);
  }
  const isDescribed = operation.responses[exchange.status] || UNDESCRIBED[exchange.operation]?.includes(exchange.status);
  const known = ['statusCode', 'error', 'message', 'errorCode', 'attributes'];
  return [
    ...(isDescribed ? [] : [`status ${exchange.status} is not described`]),
    ...(body?.statusCode === exchange.status && typeof body.error === 'string' && typeof body.message === 'string'
      && ['string', 'undefined'].includes(typeof body.errorCode) && Object.keys(body).every((name) => known.includes(name))
      ? [] : ['an error of another form']),
  ];
}

function tokenFaults(exchange) {
  const body = parsed(exchange.answer);
  if (exchange.status >= 400) {
    return typeof body?.error === 'string' && typeof body.error_description === 'string' ? [] : ['an error of another form'];
  }
  return exchange.status === 200 && typeof body?.access_token === 'string' && body.token_type === 'Bearer'
    && Number.isInteger(body.expires_in) && ['string', 'undefined'].includes(typeof body.scope) ? [] : ['a token of another form'];
}

function check(exchange) {
  counts[exchange.operation] = (counts[exchange.operation] ?? 0) + 1;
  if (exchange.operation === 'TOKEN') {
    if (!exchange.deviation) {
      tokenFaults(exchange).forEach((fault) => disagree(exchange, `answer: ${fault}`));
    }
    return;
  }
  const path = PATHS[exchange.operation];
  const method = exchange.method.toLowerCase();
  const operation = { parameters: [], ...api.paths[path][method], path, method };
  const isOfTests = exchange.agent.startsWith('simulation-tests');
  const wasAccepted = !exchange.deviation && exchange.status < 400;
  if (!isOfTests || wasAccepted) {
    requestFaults(operation, exchange).forEach((fault) => disagree(exchange, `request: ${fault}`));
  }
  if (!exchange.deviation) {
    answerFaults(operation, exchange).forEach((fault) => disagree(exchange, `answer ${exchange.status}: ${fault}`));
  }
}

lines.forEach(check);
for (const operation of ['TOKEN', ...Object.keys(PATHS)]) {
  if (!counts[operation]) {
    disagree({ operation }, 'no exchange was logged');
  }
}
for (const [what, example] of disagreements) {
  console.error(`${what}\n  ${JSON.stringify(example)}`);
}
console.log(`${lines.length} exchanges held against Auth0's description, ${disagreements.size} disagreements:`,
  JSON.stringify(counts));
process.exitCode = disagreements.size ? 1 : 0;
