// Every problem as a sentence for the user, with the detail of the error where `quotesDetail` says so, and what the
// button does: `again` repeats the step, `prove` logs in to the other account, `log_in` logs in to this one.

/** A problem of the service (RFC 9457), or one of this page with a code of its own. */
export class Problem extends Error {
  constructor({ code, title, detail, instance, trace_id }, retryAfter = 0) {
    super(detail ?? title ?? code);
    Object.assign(this, { code, title, detail, instance, trace_id, retryAfter });
  }
}

/** The problems of Account Link, by code. */
export const PROBLEMS = {
  invalid_request: { says: 'Account Link did not accept the request. Report this to support.' },
  unauthenticated: { says: 'Your login has expired. Log in again.', action: 'log_in' },
  permission_required: {
    says: 'Your account has no permission to link accounts. Ask support for it, then log in again.',
    action: 'log_in',
  },
  not_own_account: { says: 'Only your own account can be changed here. Log in again.', action: 'log_in' },
  proof_required: { says: 'Prove that the other account is yours: log in to it.', action: 'prove' },
  delegation_refused: {
    says: 'This login was issued to somebody who acts for you, and can only read. Log in yourself.',
    action: 'log_in',
  },
  account_blocked: { says: 'An account is blocked. Ask support.', quotesDetail: true },
  caller_refused: { says: 'Account Link does not accept this page or this login. Report this to support.' },
  account_not_found: {
    says: 'This account no longer exists. It may have been linked into another one: log in again to see that one.',
    action: 'log_in',
  },
  not_found: { says: 'The address of Account Link is wrong on this page. Report this to support.' },
  method_not_allowed: { says: 'Account Link does not accept requests from this page. Report this to support.' },
  not_acceptable: { says: 'Account Link has no answer that this page reads. Report this to support.' },
  linked_to_another_account: {
    says: 'This login belongs to another account. Log in to that account and unlink it there first.',
    action: 'log_in',
  },
  primary_identity: { says: 'The main login of an account can’t be unlinked. Unlink one of the others.' },
  body_too_large: { says: 'The proof of the other account is too large. Report this to support.' },
  unsupported_media_type: { says: 'Account Link can’t read the request of this page. Report this to support.' },
  same_account: {
    says: 'That login leads to this account already. Log in to the account that you want to link.',
    action: 'prove',
  },
  id_token_invalid: { says: 'The login to the other account was not accepted. Log in to it again.', action: 'prove' },
  id_token_expired: { says: 'The login to the other account has expired. Log in to it again.', action: 'prove' },
  id_token_too_old: { says: 'The login to the other account is too long ago. Log in to it again.', action: 'prove' },
  id_token_used: {
    says: 'The login to the other account was used for a different account. Log in to it again.',
    action: 'prove',
  },
  email_unverified: {
    says: 'The other account has an address that is not verified. Verify it there, then try again.',
    quotesDetail: true,
    action: 'again',
  },
  primary_email_unverified: {
    says: 'This account has an address that is not verified. Verify it, then try again.',
    quotesDetail: true,
    action: 'again',
  },
  connection_refused: {
    says: 'One of the two accounts has a login that can’t be linked here.',
    quotesDetail: true,
  },
  secondary_not_found: {
    says: 'The other account no longer exists. It may have been linked meanwhile: log in to it again to find out.',
    action: 'prove',
  },
  connection_not_found: { says: 'This kind of login can’t be linked. Choose another login.' },
  connection_required: { says: 'It is not clear which login is meant. Report this to support.' },
  metadata_refused: {
    says: 'Nothing was linked: the settings of the two accounts can’t be combined. Change them first.',
    quotesDetail: true,
  },
  link_refused: { says: 'Auth0 refuses to link these two accounts. Report this to support.' },
  too_many_requests: { says: 'These were too many requests at once. Wait a moment.', action: 'again' },
  internal_error: {
    says: 'Account Link failed. Trying again is safe. If it fails again, report the details below to support.',
    action: 'again',
  },
  auth0_misconfigured: { says: 'Account Link can’t work with Auth0 at present. Report this to support.' },
  auth0_error: {
    says: 'Auth0 failed. Whether the change was made may be unknown; trying again is safe.',
    action: 'again',
  },
  auth0_busy: { says: 'Auth0 is overloaded. Wait a moment; trying again is safe.', action: 'again' },
  auth0_unavailable: { says: 'Auth0 can’t be reached. Wait a moment; trying again is safe.', action: 'again' },
  overloaded: { says: 'Account Link is overloaded. Wait a moment; trying again is safe.', action: 'again' },
  auth0_timeout: {
    says: 'Auth0 did not answer in time. Whether the change was made may be unknown; trying again is safe.',
    action: 'again',
  },
};

/** The problems of this page, and the errors of the login, by the code that auth0-spa-js or Auth0 gives them. */
export const OTHER_PROBLEMS = {
  settings: {
    says: 'The page is not set up: settings.json is missing or malformed.',
    quotesDetail: true,
    action: 'again',
  },
  unreachable: {
    says: 'Account Link can’t be reached. Whether a change was made is unknown; trying again is safe.',
    action: 'again',
  },
  other_session: {
    says: 'The browser is now logged in to another account than the one shown here. Log in again.',
    action: 'log_in',
  },
  popup_open: { says: 'The browser blocked the login window. Allow pop-ups for this page.', action: 'again' },
  cancelled: { says: 'The login window was closed before the login was finished.', action: 'again' },
  timeout: { says: 'The login was not finished in time.', action: 'again' },
  access_denied: { says: 'The login was refused or cancelled.', quotesDetail: true, action: 'again' },
  login_required: { says: 'Your login has expired. Log in again.', action: 'log_in' },
  consent_required: { says: 'The login needs your consent. Log in again to give it.', action: 'log_in' },
  interaction_required: { says: 'The login needs a further step. Log in again.', action: 'log_in' },
  account_selection_required: { says: 'The login needs a further step. Log in again.', action: 'log_in' },
  mfa_required: { says: 'The login needs a second factor. Log in again.', action: 'log_in' },
  invalid_grant: { says: 'Your login has expired. Log in again.', action: 'log_in' },
  missing_refresh_token: { says: 'Your login has expired. Log in again.', action: 'log_in' },
  missing_transaction: { says: 'This login was finished before, or begun elsewhere. Log in again.', action: 'log_in' },
  state_mismatch: { says: 'This login was begun in another window. Log in again.', action: 'log_in' },
};

const KNOWN = new Map(Object.entries({ ...OTHER_PROBLEMS, ...PROBLEMS }));

/** What the page shows of an error: the sentence, the action, the seconds to wait, and details for the support. */
export function describe(error) {
  // The errors of auth0-spa-js have the members of an OAuth error.
  const { code, title = 'This page failed', detail, instance, trace_id, retryAfter = 0 } = error instanceof Problem
    ? error
    : { code: error.error ?? 'unexpected', title: error.error && 'The login failed', detail: error.error_description ?? error.message };
  const { says, quotesDetail, action } = KNOWN.get(code) ?? { says: `${title}.`, quotesDetail: true, action: 'again' };
  return {
    code,
    says: quotesDetail && detail ? `${says} ${detail}` : says,
    action,
    retryAfter,
    details: { Code: code, Detail: detail, Instance: instance, 'Trace id': trace_id },
  };
}
