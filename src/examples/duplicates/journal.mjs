// The journal of a plan: NDJSON, each result flushed to the disk before the next is counted.
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { writeAll } from './external-sort.mjs';
import { InputError } from './input-error.mjs';

export class Journal {
  /** The results so far, by the secondary account, which is in one line of a plan only. */
  results = new Map();
  #path;
  #file;
  #length = 0;
  #failure;

  /** Opens the journal of a plan, or begins it. One run at a time has it. */
  constructor(path, fingerprint) {
    this.#path = path;
    lock(path);
    try {
      const isNew = !existsSync(path);
      this.#file = openSync(path, 'a+', 0o600);
      this.#load(fingerprint);
      if (isNew) {
        flushDirectory(path);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #load(fingerprint) {
    const text = readFileSync(this.#path, 'utf8');
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    const [head, ...entries] = complete
      .split('\n')
      .slice(0, -1)
      .map((line, index) => this.#parsed(line, index + 1));
    const begin = { plan: fingerprint };
    if (!head && !JSON.stringify(begin).startsWith(text)) {
      throw new InputError(`${this.#path}, line 1: not a line of a journal`);
    }
    if (head && head.plan !== fingerprint) {
      throw new InputError(`${this.#path} is the journal of another plan: name another one with --journal`);
    }
    // A process that was killed may have written half a line.
    this.#length = Buffer.byteLength(complete);
    ftruncateSync(this.#file, this.#length);
    if (!head) {
      this.#append(begin);
    }
    entries.forEach((entry) => this.results.set(entry.secondary, entry));
  }

  #parsed(line, number) {
    try {
      const entry = JSON.parse(line);
      if (typeof (number === 1 ? entry.plan : entry.secondary && entry.result) === 'string') {
        return entry;
      }
    } catch {
      // Reported below, as any other content.
    }
    throw new InputError(`${this.#path}, line ${number}: not a line of a journal`);
  }

  record(entry) {
    this.#append(entry);
    this.results.set(entry.secondary, entry);
  }

  #append(entry) {
    if (this.#failure) {
      throw this.#failure;
    }
    try {
      const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
      writeAll(this.#file, bytes);
      fdatasyncSync(this.#file);
      this.#length += bytes.length;
    } catch (error) {
      // Nothing may follow half a line, of a full disk, say.
      this.#failure = error;
      ftruncateSync(this.#file, this.#length);
      throw error;
    }
  }

  close() {
    if (this.#file !== undefined) {
      closeSync(this.#file);
    }
    rmSync(lockOf(this.#path), { force: true });
  }
}

function lockOf(path) {
  return `${path}.lock`;
}

function lock(path) {
  try {
    writeFileSync(lockOf(path), String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    const owner = Number(readFileSync(lockOf(path), 'utf8'));
    if (isRunning(owner)) {
      throw new InputError(`process ${owner} uses ${path}; if it does not, remove ${lockOf(path)}`);
    }
    rmSync(lockOf(path), { force: true });
    lock(path);
  }
}

// In a container the process has the same id each time.
function isRunning(pid) {
  try {
    return pid > 0 && pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// Without it a new file may be gone after a power failure. Windows opens no directory.
function flushDirectory(path) {
  if (process.platform === 'win32') {
    return;
  }
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
