// The two logins, and the requests to Account Link.
import { Auth0Client } from './node_modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.esm.js';
import { Problem } from './problems.js';

/** The client of the primary account, whose access token is for the API that LINK_AUDIENCE names. */
export function primaryClient({ domain, clientId, audience }) {
  return new Auth0Client({
    domain,
    clientId,
    cacheLocation: 'memory',
    useRefreshTokens: true,
    // After a reload there is no refresh token in memory: then the browser's session at Auth0 logs in, except where
    // Auth0 asks for a confirmation, as by default at localhost.
    useRefreshTokensFallback: true,
    authorizeTimeoutInSeconds: 15,
    authorizationParams: {
      audience,
      scope: 'openid profile email offline_access link:own_account',
      redirect_uri: `${location.origin}/`,
    },
  });
}

/** Logs in to the secondary account in a popup, with a client of its own, and returns the ID token as the proof. */
export async function proveSecondaryAccount({ domain, clientId }, connection) {
  const secondary = new Auth0Client({
    domain,
    clientId,
    cacheLocation: 'memory',
    authorizationParams: { redirect_uri: `${location.origin}/`, scope: 'openid' },
  });
  await secondary.loginWithPopup({
    authorizationParams: { max_age: 0, ...(connection && { connection }) },
  }, { timeoutInSeconds: 300 });
  return (await secondary.getIdTokenClaims()).__raw;
}

/** Returns an access token of the user that the page shows. */
export async function accessToken(primary, user) {
  const token = await primary.getTokenSilently();
  // Without a refresh token the library follows the browser's session, which may belong to another account.
  if ((await primary.getUser())?.sub !== user.sub) {
    throw new Problem({ code: 'other_session' });
  }
  return token;
}

/** Links the secondary account into the primary account, which the access token names. Repeating it is safe. */
export function link({ accountLinkUrl }, accessToken, idToken) {
  return send(`${accountLinkUrl}/accounts/me/link`, 'POST', accessToken, { link_with: idToken });
}

async function send(url, method, accessToken, body) {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${accessToken}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  }).catch(unreachable);
  const answer = await response.json().catch(unreachable);
  if (!response.ok) {
    if (typeof answer?.code !== 'string') {
      unreachable(new TypeError(`The answer ${response.status} is not from Account Link.`));
    }
    throw new Problem(answer, Number(response.headers.get('Retry-After')));
  }
  return answer;
}

/** Tells what the link would do, without using up the ID token. */
export function preview({ accountLinkUrl }, accessToken, idToken) {
  return send(`${accountLinkUrl}/accounts/me/link/preview`, 'POST', accessToken, { link_with: idToken });
}

export function identities({ accountLinkUrl }, accessToken) {
  return send(`${accountLinkUrl}/accounts/me/identities`, 'GET', accessToken);
}

export function suggestions({ accountLinkUrl }, accessToken) {
  return send(`${accountLinkUrl}/accounts/me/suggestions`, 'GET', accessToken);
}

export function unlink({ accountLinkUrl }, accessToken, { provider, user_id }) {
  const path = [provider, user_id].map(encodeURIComponent).join('/');
  return send(`${accountLinkUrl}/accounts/me/identities/${path}`, 'DELETE', accessToken);
}

// No answer within the time limit, or one that is not the service's: the outcome is unknown.
function unreachable(error) {
  throw new Problem({ code: 'unreachable', detail: error.message });
}
