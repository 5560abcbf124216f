// Reads Auth0's users export: NDJSON or CSV, plain or gzip.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvParser } from './csv.mjs';
import { InputError } from './input-error.mjs';

const CHUNK = 256 * 1024;
const SELF_REGISTERED = ['auth0', 'sms'];
// Auth0 leaves members without a value out of NDJSON: these are in some record of every export that has them.
const SOMEWHERE = ['email', 'email_verified', 'created_at'];
const OFTEN_ABSENT = ['blocked', 'last_login', 'logins_count'];
const METADATA = ['user_metadata', 'app_metadata'];
const FIRST_CONNECTION = 'identities[0].connection';

/**
 * Reads an export. While it is iterated, batches of accounts come; afterwards `seen` tells which fields the export has.
 */
export class ExportReader {
  seen = new Set();
  #file;

  constructor(file) {
    this.#file = file;
  }

  async *batches() {
    let parser;
    for await (const text of this.#texts()) {
      parser ??= /^\s*\{/.test(text) ? new NdjsonParser(this.seen) : new CsvExportParser(this.seen);
      yield parser.push(text);
    }
    if (!parser) {
      throw new InputError('the export is empty');
    }
    yield parser.end();
    parser.requireFields();
  }

  /** Whether the export tells which accounts have no metadata. */
  hasMetadata() {
    return METADATA.every((field) => this.seen.has(field));
  }

  /** The fields that no account of the export has, though some may lack them for want of a value. */
  absent() {
    return OFTEN_ABSENT.filter((field) => !this.seen.has(field));
  }

  async *#texts() {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let lines = 1;
    try {
      for await (const bytes of this.#bytes()) {
        const text = decoder.decode(bytes, { stream: true });
        if (text) {
          yield text;
        }
        lines += count(text, '\n');
      }
      decoder.decode();
    } catch (error) {
      if (error instanceof TypeError && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
        throw new InputError(`after line ${lines}: not UTF-8, or cut off`);
      }
      if (error.code?.startsWith('Z_')) {
        throw new InputError(`after line ${lines}: the gzip file is cut off or damaged`);
      }
      throw error;
    }
  }

  async *#bytes() {
    const file = createReadStream(this.#file, { highWaterMark: CHUNK });
    const chunks = file[Symbol.asyncIterator]();
    const { value: first } = await chunks.next();
    if (!first) {
      return;
    }
    if (first[0] !== 0x1f || first[1] !== 0x8b) {
      yield first;
      yield* chunks;
      return;
    }
    await chunks.return();
    const gzip = createReadStream(this.#file, { highWaterMark: CHUNK });
    const gunzip = createGunzip({ chunkSize: CHUNK });
    gzip.on('error', (error) => gunzip.destroy(error));
    yield* gzip.pipe(gunzip);
  }
}

class NdjsonParser {
  #rest = '';
  #line = 0;
  #seen;

  constructor(seen) {
    this.#seen = seen;
  }

  push(piece) {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop();
    return lines.flatMap((line) => this.#account(line));
  }

  end() {
    return this.#account(this.#rest);
  }

  #account(text) {
    this.#line += 1;
    if (!text.trim()) {
      return [];
    }
    const record = this.#record(text);
    for (const field in record) {
      this.#seen.add(field);
    }
    for (const field of ['user_id', 'identities']) {
      if (record[field] === undefined) {
        throw new InputError(`line ${this.#line}: no ${field}; ${EXPORT_FIELDS}`);
      }
    }
    const login = firstIdentity(record.user_id, record.identities, this.#line);
    return [
      {
        id: record.user_id,
        email: typeof record.email === 'string' ? record.email : '',
        isVerified: record.email_verified === true,
        isBlocked: ![undefined, null, false].includes(record.blocked),
        connection: login.connection,
        isSelfRegistered: SELF_REGISTERED.includes(login.provider),
        created: record.created_at,
        lastLogin: record.last_login,
        logins: record.logins_count,
        hasMetadata: METADATA.some((kind) => Object.keys(record[kind] ?? {}).length > 0),
      },
    ];
  }

  #record(text) {
    let record;
    try {
      record = JSON.parse(text);
    } catch {
      throw new InputError(`line ${this.#line}: not JSON; the export may be cut off`);
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new InputError(`line ${this.#line}: not a JSON object`);
    }
    return record;
  }

  requireFields() {
    requireFields(SOMEWHERE.filter((field) => !this.#seen.has(field)));
  }
}

class CsvExportParser {
  #csv = new CsvParser();
  #columns;
  #seen;

  constructor(seen) {
    this.#seen = seen;
  }

  push(piece) {
    return this.#csv.push(piece).flatMap((row) => this.#account(row));
  }

  end() {
    return this.#csv.end().flatMap((row) => this.#account(row));
  }

  #account({ cells, line }) {
    if (!this.#columns) {
      this.#begin(cells);
      return [];
    }
    if (cells.length === 1 && cells[0] === '') {
      return [];
    }
    if (cells.length !== this.#columns.length) {
      throw new InputError(
        `line ${line}: ${cells.length} cells, and ${this.#columns.length} columns; the export may be cut off`,
      );
    }
    // Auth0 puts an apostrophe before each text, against formulas; no id begins with one.
    const isEscaped = cells[this.#columns.indexOf('user_id')].startsWith("'");
    const text = (cell) => (isEscaped ? cell.replace(/^'/, '') : cell);
    const record = Object.fromEntries(this.#columns.map((column, index) => [column, text(cells[index])]));
    const login =
      record.identities === undefined
        ? { connection: record[FIRST_CONNECTION], provider: record.user_id.split('|', 1)[0] }
        : firstIdentity(record.user_id, parsed(record.identities), line);
    return [
      {
        id: record.user_id,
        email: record.email,
        isVerified: record.email_verified === 'true',
        isBlocked: !['', 'false'].includes(record.blocked),
        connection: login.connection,
        isSelfRegistered: SELF_REGISTERED.includes(login.provider),
        created: record.created_at,
        lastLogin: record.last_login,
        logins: record.logins_count,
        hasMetadata: false,
      },
    ];
  }

  // CSV holds single members of metadata, which tell nothing of the rest.
  #begin(cells) {
    this.#columns = cells.map((name) => name.trim());
    const has = (field) => this.#columns.includes(field);
    requireFields(
      ['user_id', ...SOMEWHERE, ...OFTEN_ABSENT]
        .filter((field) => !has(field))
        .concat(has('identities') || has(FIRST_CONNECTION) ? [] : ['identities']),
    );
    OFTEN_ABSENT.forEach((field) => this.#seen.add(field));
  }

  requireFields() {}
}

const EXPORT_FIELDS =
  'export the fields user_id, email, email_verified, blocked, created_at, last_login, logins_count and identities';

function requireFields(missing) {
  if (missing.length > 0) {
    throw new InputError(`no ${missing.join(', ')} in the export; ${EXPORT_FIELDS}`);
  }
}

// The id decides which identity is the account's own. An integer that JavaScript can't hold matches none.
function firstIdentity(userId, identities, line) {
  if (
    typeof userId !== 'string' ||
    !Array.isArray(identities) ||
    !identities[0]?.connection ||
    identities.includes(null)
  ) {
    throw new InputError(`line ${line}: user_id is no text, or identities is no list with a connection`);
  }
  return identities.find(({ provider, user_id: id }) => `${provider}|${id}` === userId) ?? identities[0];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function count(text, character) {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    found += 1;
  }
  return found;
}
