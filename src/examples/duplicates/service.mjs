// Client of Account Link, with a token of its own by client credentials.
import { InputError } from './input-error.mjs';
import { reference } from './plan-file.mjs';

// Longer than the default of LINK_DEADLINE, within which the service answers.
const EXCHANGE_TIMEOUT = 15_000;
const RENEWED_BEFORE_EXPIRY = 60_000;

/** An answer, of whoever answered. Without a code it is a success. */
class Answer {
  constructor(status, headers, json) {
    this.status = status;
    this.json = json;
    this.requestId = headers.get('x-request-id');
    this.retryAfter = 1_000 * (/^\d{1,6}$/.exec(headers.get('retry-after'))?.[0] ?? 0);
    this.isOfService = typeof json?.code === 'string';
    this.code = this.#code();
    // A terminal would obey control characters.
    this.detail = String(json?.detail ?? json?.error_description ?? json?.message ?? '').replace(/\p{Cc}/gu, '?');
  }

  #code() {
    if (this.status < 200 || this.status > 299) {
      const code = textOf(this.json, 'code') ?? textOf(this.json, 'error') ?? '';
      return /^[a-z0-9_]{1,64}$/.test(code) ? code : `status_${this.status}`;
    }
    return this.json === undefined ? 'malformed_answer' : undefined;
  }
}

function textOf(body, member) {
  return typeof body?.[member] === 'string' ? body[member] : undefined;
}

export class Service {
  #url;
  #issuer;
  #tokenRequest;
  #token;

  constructor(environment) {
    this.#url = url(environment, 'ACCOUNT_LINK_URL', 'http://localhost:8080');
    this.#issuer = url(environment, 'AUTH0_ISSUER', 'http://localhost:8090/');
    this.#tokenRequest = new URLSearchParams({
      grant_type: 'client_credentials',
      // Not AUTH0_CLIENT_ID: that is the client with which Account Link itself calls Auth0.
      client_id: environment.CLIENT_ID ?? 'batch',
      client_secret: environment.CLIENT_SECRET ?? 'batch-secret',
      audience: environment.LINK_AUDIENCE ?? 'https://account-link.example/',
    });
  }

  suggestions(primary) {
    return this.#call('GET', primary, '/suggestions');
  }

  identities(primary) {
    return this.#call('GET', primary, '/identities');
  }

  preview(primary, secondary) {
    return this.#call('POST', primary, '/link/preview', named(secondary));
  }

  link(primary, secondary) {
    return this.#call('POST', primary, '/link', named(secondary));
  }

  // A token that the service refuses is replaced once.
  async #call(method, id, path, body) {
    for (let attempt = 1; ; attempt += 1) {
      const { failure, token } = await this.#freshToken();
      if (failure) {
        return failure;
      }
      const answer = await exchange(`${this.#url}/accounts/${encodeURIComponent(id)}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
      if (answer.status !== 401 || attempt === 2) {
        return answer;
      }
      if ((await this.#token)?.token === token) {
        this.#token = undefined;
      }
    }
  }

  async #freshToken() {
    this.#token ??= this.#newToken();
    const current = await this.#token;
    if (current.failure || Date.now() > current.end) {
      this.#token = undefined;
    }
    return Date.now() > current.end ? this.#freshToken() : current;
  }

  async #newToken() {
    const answer = await exchange(`${this.#issuer}/oauth/token`, { method: 'POST', body: this.#tokenRequest });
    answer.isOfTokenEndpoint = true;
    const token = textOf(answer.json, 'access_token');
    if (!answer.code && !token) {
      answer.code = 'malformed_answer';
    }
    if (answer.code) {
      return { failure: answer };
    }
    const lifetime = Number.isFinite(answer.json.expires_in) ? 1_000 * answer.json.expires_in : Infinity;
    return { token, end: Date.now() + Math.max(1_000, lifetime - RENEWED_BEFORE_EXPIRY) };
  }
}

// The service takes a user_id without a leading provider, once. So the whole id is unambiguous: that of auth0|auth0|x
// without it would name auth0|x.
function named(id) {
  return { provider: reference(id).provider, user_id: id };
}

async function exchange(target, options) {
  try {
    const response = await fetch(target, {
      ...options,
      redirect: 'manual',
      signal: AbortSignal.timeout(EXCHANGE_TIMEOUT),
    });
    const text = await response.text();
    return new Answer(response.status, response.headers, parsed(response, text));
  } catch (error) {
    const answer = new Answer(0, new Headers(), undefined);
    answer.code = 'connection_lost';
    const cause = error.cause?.code ?? error.cause?.message ?? error.message;
    answer.detail = `no answer from ${new URL(target).origin}: ${cause}`;
    return answer;
  }
}

function parsed(response, text) {
  try {
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function url(environment, name, defaultValue) {
  const value = environment[name] ?? defaultValue;
  if (!/^https?:\/\/[^/\s@?#]+(\/[^\s@?#]*)?$/.test(value) || !URL.canParse(value)) {
    throw new InputError(`${name} must be an http or https URL without user, query and fragment`);
  }
  return value.replace(/\/+$/, '');
}
