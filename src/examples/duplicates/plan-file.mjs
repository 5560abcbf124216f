// The plan: one line a link. A reviewer may remove lines; further columns are ignored.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CsvParser } from './csv.mjs';
import { InputError } from './input-error.mjs';

export const COLUMNS = [
  ...['', '_connection', '_created', '_last_login', '_logins'].map((suffix) => `primary${suffix}`),
  ...['', '_connection', '_created', '_last_login', '_logins', '_has_metadata'].map((suffix) => `secondary${suffix}`),
  'email',
];
const IDS = ['primary', 'secondary'];
const ID = /^[a-z0-9-]{1,64}\|(?!\s)[^\u0000-\u001f\u007f-\u009f]+(?<!\s)$/u;
const MAX_ID_LENGTH = 512;

/** Reads and checks a whole plan. Nothing is sent before. */
export function readPlan(path) {
  const [header, ...rows] = rowsOf(path);
  const names = header.cells.map((name) => name.trim());
  const missing = IDS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const hint =
      header.cells.length === 1 && names[0].includes(';') ? ' Separate the cells by commas, not by semicolons.' : '';
    throw new InputError(`${path}, line ${header.line}: no column ${missing.join(' and no column ')}.${hint}`);
  }
  const lines = rows
    .filter(({ cells }) => cells.length > 1 || cells[0] !== '')
    .map(({ cells, line }) => {
      if (cells.length !== names.length) {
        throw new InputError(
          `${path}, line ${line}, column ${names[cells.length] ?? names.at(-1)}: ` +
            `${cells.length} cells, and ${names.length} columns`,
        );
      }
      return { line, cells, primary: cells[names.indexOf('primary')], secondary: cells[names.indexOf('secondary')] };
    });
  requireSound(path, lines);
  return { names, lines, fingerprint: fingerprintOf(lines) };
}

function rowsOf(path) {
  const parser = new CsvParser();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    const rows = [...parser.push(text), ...parser.end()];
    if (rows.length > 0) {
      return rows;
    }
  } catch (error) {
    if (error instanceof InputError) {
      throw new InputError(`${path}, ${error.message}`);
    }
    if (error instanceof TypeError) {
      throw new InputError(`${path}: not UTF-8`);
    }
    throw error;
  }
  throw new InputError(`${path} is empty`);
}

// Two lines that depend on each other's order would give another result each time.
function requireSound(path, lines) {
  const primaries = new Map(lines.map((each) => [each.primary, each.line]));
  const secondaries = new Map();
  const refuse = (line, column, why) => {
    throw new InputError(`${path}, line ${line}, column ${column}: ${why}`);
  };
  for (const each of lines) {
    for (const column of IDS) {
      if (!ID.test(each[column]) || [...each[column]].length > MAX_ID_LENGTH) {
        refuse(each.line, column, 'not an Auth0 user id, such as auth0|ada');
      }
    }
    if (secondaries.has(each.secondary)) {
      refuse(each.line, 'secondary', `the same account as in line ${secondaries.get(each.secondary)}`);
    }
    if (primaries.has(each.secondary)) {
      refuse(
        each.line,
        'secondary',
        each.primary === each.secondary
          ? 'the primary account itself'
          : `the primary account of line ${primaries.get(each.secondary)}`,
      );
    }
    secondaries.set(each.secondary, each.line);
  }
}

function fingerprintOf(lines) {
  const hash = createHash('sha256');
  lines.forEach(({ primary, secondary }) => hash.update(`${JSON.stringify([primary, secondary])}\n`));
  return hash.digest('hex');
}

/** The names that the service knows an account by: split at the first pipe. */
export function reference(id) {
  const pipe = id.indexOf('|');
  return { provider: id.slice(0, pipe), user_id: id.slice(pipe + 1) };
}
