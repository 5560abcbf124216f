// What the page shows, and what its buttons do.
import * as accountLink from './account-link.js';
import { iconOf, labelOf, nameOf, ownerOf } from './logins.js';
import { describe, Problem } from './problems.js';

const byId = (id) => document.getElementById(id);

let settings;
let auth0;
let user;
// The connection that the last proof asked for, if any.
let connection;
// After a login to another account that no link followed, the browser's session at Auth0 belongs to that account.
let otherSession = false;
// The outcome of a change is unknown, or the list lacks a login: dismissing the problem reloads the list.
let outdated = false;
let busy = false;
let countdown;

/** Runs one step at a time. A step that fails shows its problem, which may offer to repeat the very same step. */
async function run(status, step, next) {
  if (busy) {
    return;
  }
  const opener = document.activeElement;
  hideProblem();
  setBusy(true, status);
  // The step begins at once: a browser opens a popup only while it handles the click.
  const [result, error] = await step().then((value) => [value], (reason) => [undefined, reason]);
  setBusy(false);
  if (error) {
    showProblem(error, () => run(status, step, next), opener);
    return;
  }
  if (opener !== document.body) {
    focusOn(opener);
  }
  // A page that can't show an answer says so.
  await next?.(result)?.catch((reason) => showProblem(reason, load, opener));
}

function setBusy(on, status = '') {
  busy = on;
  byId('status').textContent = status;
  byId('status').classList.toggle('busy', on);
  document.querySelectorAll('button').forEach((button) => {
    button.disabled = on;
  });
}

/** Moves the focus, to the heading where the element is gone. */
function focusOn(element) {
  element.focus();
  if (document.activeElement !== element) {
    byId('title').focus();
  }
}

const start = () => run('Checking your login …', async () => {
  settings = await readSettings();
  auth0 = accountLink.primaryClient(settings);
  const loginError = await finishLogin();
  // After a login that failed, the browser's session may be that of another account.
  if (!loginError) {
    await auth0.checkSession();
  }
  user = await auth0.getUser();
  return loginError;
}, async (loginError) => {
  showUser();
  if (user) {
    await load();
  }
  if (loginError) {
    showProblem(loginError, logInAgain, byId('title'));
  }
});

async function readSettings() {
  try {
    const response = await fetch('settings.json');
    if (!response.ok) {
      throw new TypeError(`The server answers ${response.status}.`);
    }
    const { domain, clientId, audience, accountLinkUrl } = await response.json();
    if (![domain, clientId, audience].every((value) => value && typeof value === 'string')
        || !URL.canParse(accountLinkUrl)) {
      throw new TypeError('domain, clientId and audience must be texts, and accountLinkUrl a URL.');
    }
    return { domain, clientId, audience, accountLinkUrl: new URL(accountLinkUrl).href.replace(/\/$/, '') };
  } catch (error) {
    throw new Problem({ code: 'settings', detail: error.message });
  }
}

/** Takes over what Auth0 sent with its redirect, if this is one, and returns the error if the login failed. */
async function finishLogin() {
  const url = location.href;
  if (!new URLSearchParams(location.search).has('state')) {
    return undefined;
  }
  history.replaceState(null, '', location.pathname);
  return auth0.handleRedirectCallback(url).then(() => undefined, (error) => error);
}

const logIn = () => run('Going to the login …', () => auth0.loginWithRedirect());

const logInAgain = () => run('Going to the login …',
  () => auth0.loginWithRedirect({ authorizationParams: { prompt: 'login' } }));

const logOut = () => run('Logging out …', () => auth0.logout({ logoutParams: { returnTo: `${location.origin}/` } }));

const accessToken = () => accountLink.accessToken(auth0, user);

function showUser() {
  byId('logged-in').hidden = !user;
  byId('log-out').hidden = !user;
  byId('logged-out').hidden = Boolean(user);
  byId('who').replaceChildren(element('strong', user?.name ?? 'Account Link'), element('span', user?.email));
}

const load = () => run('Loading your logins …', async () => {
  const token = await accessToken();
  return Promise.allSettled([accountLink.identities(settings, token), accountLink.suggestions(settings, token)]);
}, async ([identities, suggestions]) => {
  if (identities.value) {
    showIdentities(identities.value);
  }
  if (suggestions.value) {
    showSuggestions(suggestions.value);
  }
  const error = identities.reason ?? suggestions.reason;
  if (error) {
    showProblem(error, load, byId('title'));
  }
});

const loadSuggestions = () => run('Loading suggestions …',
  async () => accountLink.suggestions(settings, await accessToken()),
  async (answer) => showSuggestions(answer));

function showIdentities({ identities }) {
  byId('identities').replaceChildren(...identities.map((identity) => {
    const item = login(identity);
    item.append(identity.is_primary ? element('em', 'main login')
      : button('Unlink', `Unlink ${labelOf(identity)}`, () => askToUnlink(identity)));
    return item;
  }));
}

function showSuggestions({ suggestions }) {
  byId('suggested').hidden = suggestions.length === 0;
  byId('suggestions').replaceChildren(...suggestions.map((suggestion) => {
    const item = element('li');
    item.append(iconOf(suggestion),
      element('p', `You seem to have another account with your ${nameOf(suggestion)} login.`),
      button('Link', `Link ${nameOf(suggestion)}`, () => prove(suggestion.connection)));
    return item;
  }));
}

function login(identity) {
  const item = element('li');
  const text = element('p');
  item.dataset.identity = `${identity.provider}|${identity.user_id}`;
  text.append(element('strong', nameOf(identity)), element('span', ownerOf(identity)));
  item.append(iconOf(identity), text);
  return item;
}

function button(text, label, action) {
  const created = element('button', text);
  created.ariaLabel = label;
  created.addEventListener('click', action);
  return created;
}

function element(tag, text = '') {
  const created = document.createElement(tag);
  created.textContent = text;
  return created;
}

function prove(connectionToAsk) {
  connection = connectionToAsk;
  byId('notice').hidden = true;
  // The login in the popup may end without a proof, and has replaced the session nevertheless.
  otherSession = true;
  return run('Log in to the other account in the window that has opened. Close it to cancel.',
    () => accountLink.proveSecondaryAccount(settings, connection),
    preview);
}

const preview = (idToken) => run('Looking at what the link would do …',
  async () => accountLink.preview(settings, await accessToken(), idToken),
  async (answer) => {
    otherSession = answer.outcome !== 'already_linked';
    showPreview(answer);
    if (await isConfirmed(byId('preview'))) {
      await link(idToken);
    } else if (otherSession) {
      showOtherSession();
      byId('notice').focus();
    }
  });

const link = (idToken) => run('Linking the accounts …',
  async () => change(accountLink.link(settings, await accessToken(), idToken)),
  async (account) => {
    otherSession = false;
    showIdentities(account);
    showNotice('The accounts are linked', 'The other login leads to your account now. Log in again, so that this '
      + 'browser uses your account.', true);
    byId('notice').focus();
    await loadSuggestions();
  });

async function change(request) {
  outdated = true;
  const account = await request;
  outdated = false;
  return account;
}

function showPreview({ outcome, account, secondary, user_metadata: metadata, organizations }) {
  const linked = outcome === 'already_linked';
  byId('preview-title').textContent = linked ? 'Already linked' : 'Link these accounts?';
  byId('already-linked').hidden = !linked;
  byId('would-link').hidden = linked;
  byId('confirm-link').hidden = linked;
  byId('cancel-link').textContent = linked ? 'Close' : 'Cancel';
  byId('preview-into').textContent = labelOf(account.identities[0]);
  byId('preview-identities').replaceChildren(...(secondary?.identities ?? []).map(login));
  showTerms(byId('preview-settings'), metadata
    ? { Kept: metadata.carried_over.join(', ') || 'none', Lost: metadata.discarded.join(', ') || 'none' }
    : { Unknown: 'The settings can’t be read.' });
  byId('preview-organizations').textContent = endOf(organizations);
}

// Absent where the service isn't configured to read them, null where it can't.
function endOf(organizations) {
  if (!organizations) {
    return `Its memberships end. ${organizations === null ? 'They can’t be read.' : 'They are not shown here.'}`;
  }
  const names = new Intl.ListFormat('en').format(organizations.discarded);
  return names ? `Its membership in ${names} ends.` : 'It is not a member of any.';
}

// The session of the browser at Auth0 is that of the last login, in whatever window.
function showOtherSession() {
  showNotice('You may be logged in to the other account', 'This page still shows your account. After a reload it '
    + 'may show the other one. To prevent that, log in to your own account again.');
}

function showNotice(title, says, isNext = false) {
  byId('notice-title').textContent = title;
  byId('notice-says').textContent = says;
  byId('log-in-again').classList.toggle('main', isNext);
  byId('notice').hidden = false;
}

async function askToUnlink(identity) {
  byId('unlink-title').textContent = `Unlink ${labelOf(identity)}?`;
  if (await isConfirmed(byId('unlink'))) {
    await unlink(identity);
  }
}

const unlink = (identity) => run('Unlinking …',
  async () => change(accountLink.unlink(settings, await accessToken(), identity)),
  async (account) => {
    showIdentities(account);
    showNotice('The login is unlinked', 'It leads to an account of its own now. If you had logged in with it, log in '
      + 'again with a login of this account: after a reload the page may show the other one.', true);
    byId('notice').focus();
    await loadSuggestions();
  });

function isConfirmed(dialog) {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'confirm'), { once: true });
  });
}

function showProblem(error, repeat, opener) {
  const { code, says, action, retryAfter, details } = describe(error);
  const [text, act] = {
    again: ['Try again', repeat],
    prove: ['Log in to the other account', () => prove(connection)],
    log_in: ['Log in again', logInAgain],
  }[action] ?? ['', null];
  byId('problem').dataset.code = code;
  byId('problem-says').textContent = says;
  byId('problem-action').textContent = text;
  byId('problem-action').hidden = !act;
  byId('problem-action').onclick = act;
  byId('problem-close').onclick = () => {
    hideProblem();
    focusOn(opener);
    if (outdated) {
      outdated = false;
      load();
    }
  };
  showTerms(byId('problem-terms'), details);
  byId('problem-terms').closest('details').open = code === 'internal_error';
  if (retryAfter > 0) {
    countDown(retryAfter);
  }
  // After a timeout the library leaves the popup open.
  error.popup?.close();
  if (['same_account', 'popup_open'].includes(code)) {
    otherSession = false;
  }
  outdated ||= code === 'same_account';
  if (otherSession) {
    showOtherSession();
  }
  byId('problem').hidden = false;
  byId('problem').focus();
}

function hideProblem() {
  clearInterval(countdown);
  byId('problem-wait').textContent = '';
  byId('problem').hidden = true;
}

function countDown(seconds) {
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    byId('problem-action').disabled = left > 0;
    byId('problem-wait').textContent = left > 0 ? `You can try again in ${inWords(left)}.` : '';
    if (left <= 0) {
      clearInterval(countdown);
      byId('status').textContent = 'You can try again now.';
    }
  };
  countdown = setInterval(tick, 1000);
  tick();
}

function inWords(seconds) {
  const [number, unit] = seconds > 90 ? [Math.ceil(seconds / 60), 'minute'] : [seconds, 'second'];
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

function showTerms(list, terms) {
  list.replaceChildren(...Object.entries(terms).filter(([, text]) => text)
    .flatMap(([term, text]) => [element('dt', term), element('dd', text)]));
}

byId('log-in').addEventListener('click', logIn);
byId('log-in-again').addEventListener('click', logInAgain);
byId('log-out').addEventListener('click', logOut);
byId('link-another').addEventListener('click', () => prove());
start();
