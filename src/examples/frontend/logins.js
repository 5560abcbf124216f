// How a login is shown. The icons are in icons.svg; a social login has a badge with its initial letter.
const KINDS = {
  auth0: { name: 'Password', icon: 'password' },
  email: { name: 'E-mail', icon: 'email' },
  sms: { name: 'Text message', icon: 'sms' },
  'google-oauth2': { name: 'Google' },
  github: { name: 'GitHub' },
  windowslive: { name: 'Microsoft' },
  facebook: { name: 'Facebook' },
  apple: { name: 'Apple' },
};

const SVG = 'http://www.w3.org/2000/svg';

/** The name of a login as people know it, else that of its connection. */
export function nameOf({ provider, connection }) {
  return KINDS[provider]?.name ?? connection;
}

/** The address or the name that a person knows the login by. */
export function ownerOf({ profile: { email, phone_number, name, username, nickname } = {} }) {
  return email ?? phone_number ?? name ?? username ?? nickname ?? '';
}

export function labelOf(login) {
  return `${nameOf(login)} ${ownerOf(login)}`.trim();
}

export function iconOf(login) {
  const icon = KINDS[login.provider]?.icon ?? (login.is_social ? undefined : 'enterprise');
  return icon ? drawing(icon) : badge(nameOf(login));
}

function drawing(icon) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `icons.svg#${icon}`);
  svg.append(use);
  svg.classList.add('icon');
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

function badge(name) {
  const letter = document.createElement('span');
  letter.textContent = name.charAt(0).toUpperCase();
  letter.classList.add('icon');
  letter.setAttribute('aria-hidden', 'true');
  return letter;
}
