// Plans links: groups the accounts of an export by verified address, and chooses the primary account of each group.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { csvRow } from './csv.mjs';
import { ExportReader } from './export-reader.mjs';
import { ExternalSort } from './external-sort.mjs';
import { InputError } from './input-error.mjs';
import { OutputFile } from './output-file.mjs';
import { COLUMNS } from './plan-file.mjs';

const LEFT_OUT_COLUMNS = ['user_id', 'connection', 'email', 'reason', 'primary'];
const GROUPS_IN_A_ROW = 5_000;

/** Writes the plan and the accounts that were left out, and returns the counts for the report. */
export async function plan(file, options) {
  const directory = mkdtempSync(join(tmpdir(), 'duplicates-'));
  const outputs = [];
  const cleanUp = () => {
    outputs.forEach((output) => output.discard());
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  try {
    for (const path of [options.out, options.leftOut]) {
      outputs.push(new OutputFile(path));
    }
    const counts = await new Planner(file, directory, outputs, options).run();
    outputs.forEach((output) => output.complete());
    outputs.forEach((output) => output.publish());
    return counts;
  } finally {
    cleanUp();
    process.off('exit', cleanUp);
  }
}

class Planner {
  #reader;
  #sort;
  #out;
  #leftOut;
  #options;
  #compare;
  #counts = { accounts: 0, lines: 0, leftOut: {} };

  constructor(file, directory, [out, leftOut], options) {
    this.#reader = new ExportReader(file);
    this.#sort = new ExternalSort(directory);
    this.#out = out;
    this.#leftOut = leftOut;
    this.#options = options;
    this.#compare = comparatorOf(options.primary);
  }

  async run() {
    for await (const accounts of this.#reader.batches()) {
      accounts.forEach((account) => this.#add(account));
    }
    this.#requireRuleFields();
    this.#out.write(csvRow(COLUMNS));
    this.#leftOut.write(csvRow(LEFT_OUT_COLUMNS));
    await this.#writeGroups();
    return { ...this.#counts, absent: this.#reader.absent() };
  }

  #requireRuleFields() {
    if (this.#options.primary === 'most-logins' && this.#reader.absent().includes('logins_count')) {
      throw new InputError('no logins_count in the export, and --primary most-logins needs it');
    }
  }

  #add(account) {
    this.#counts.accounts += 1;
    if (account.email.trim()) {
      const { id, email, connection, created, lastLogin, logins, hasMetadata } = account;
      this.#sort.add(
        JSON.stringify([
          lowerCase(email),
          id,
          email,
          connection,
          this.#reason(account),
          created,
          lastLogin,
          logins,
          hasMetadata,
        ]),
      );
    }
  }

  /** The rule of suggestions, by the account alone. */
  #reason({ isBlocked, isVerified, isSelfRegistered, connection }) {
    const isTrusted = this.#options.verifiedConnections.includes(connection) && !isSelfRegistered;
    return (
      (isBlocked && 'blocked') ||
      (!this.#options.connections.includes(connection) && 'untrusted') ||
      (!isVerified && !isTrusted && 'unverified') ||
      ''
    );
  }

  async #writeGroups() {
    let group;
    let groups = 0;
    for (const line of this.#sort.sorted()) {
      const [key, id, email, connection, reason, created, lastLogin, logins, hasMetadata] = JSON.parse(line);
      if (key !== group?.key) {
        this.#end(group);
        group = { key, accounts: [], size: 0, lastId: undefined };
        groups += 1;
        if (groups % GROUPS_IN_A_ROW === 0) {
          // Signals are handled between turns of the event loop.
          await setImmediate();
        }
      }
      if (id !== group.lastId) {
        this.#join(group, { id, email, connection, reason, created, lastLogin, logins, hasMetadata });
      }
    }
    this.#end(group);
  }

  // A group above the limit is left out account by account, so that it takes no memory.
  #join(group, account) {
    group.lastId = account.id;
    group.size += 1;
    group.accounts.push(account);
    if (group.size > this.#options.maxGroup) {
      group.accounts.forEach((each) => this.#leave(each, 'max_group'));
      group.accounts = [];
    }
  }

  #end(group) {
    if (!group || group.accounts.length < 2 || group.size > this.#options.maxGroup) {
      return;
    }
    const [primary, ...others] = group.accounts.filter(({ reason }) => !reason).sort(this.#compare);
    group.accounts.filter(({ reason }) => reason).forEach((account) => this.#leave(account, account.reason));
    for (const secondary of others) {
      if (secondary.email === primary.email || secondary.email === lowerCase(primary.email)) {
        this.#counts.lines += 1;
        this.#out.write(csvRow([...cells(primary), ...cells(secondary), this.#metadata(secondary), secondary.email]));
      } else {
        this.#leave(secondary, 'case', primary.id);
      }
    }
  }

  #metadata({ hasMetadata }) {
    if (hasMetadata) {
      return 'yes';
    }
    return this.#reader.hasMetadata() ? 'no' : 'unknown';
  }

  #leave({ id, connection, email }, reason, primary = '') {
    this.#counts.leftOut[reason] = (this.#counts.leftOut[reason] ?? 0) + 1;
    this.#leftOut.write(csvRow([id, connection, email, reason, primary]));
  }
}

function cells({ id, connection, created, lastLogin, logins }) {
  return [id, connection, created, lastLogin, logins];
}

/** Returns the order in which the primary account is first. It is total: the last criterion is the id. */
function comparatorOf(rule) {
  const byAge = (one, other) => time(one.created) - time(other.created) || (one.id < other.id ? -1 : 1);
  if (rule === 'oldest') {
    return byAge;
  }
  if (rule === 'most-logins') {
    return (one, other) => (Number(other.logins) || 0) - (Number(one.logins) || 0) || byAge(one, other);
  }
  const place = ({ connection }) => (rule.includes(connection) ? rule.indexOf(connection) : rule.length);
  return (one, other) => place(one) - place(other) || byAge(one, other);
}

function time(text) {
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? Number.MAX_SAFE_INTEGER : parsed;
}

// As in the service: of other letters, some have a lower case that is another person's address.
function lowerCase(address) {
  return address.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
