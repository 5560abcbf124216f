import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { writeAll } from './external-sort.mjs';
import { InputError } from './input-error.mjs';

const BUFFER = 64 * 1024;

/** A file that appears when it is complete. It replaces no other file, unless that has the same content. */
export class OutputFile {
  #path;
  #file;
  #text = '';

  constructor(path) {
    this.#path = path;
    this.#file = openSync(this.#temporary, 'w', 0o600);
  }

  get #temporary() {
    return `${this.#path}.part`;
  }

  write(text) {
    this.#text += text;
    if (this.#text.length > BUFFER) {
      this.#flush();
    }
  }

  #flush() {
    writeAll(this.#file, Buffer.from(this.#text));
    this.#text = '';
  }

  /** Completes the content, and checks that no other file is lost. */
  complete() {
    this.#flush();
    fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
    if (existsSync(this.#path) && !areEqual(this.#path, this.#temporary)) {
      throw new InputError(`${this.#path} exists with another content: remove it, or name another file`);
    }
  }

  publish() {
    renameSync(this.#temporary, this.#path);
  }

  discard() {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
    rmSync(this.#temporary, { force: true });
  }
}

function areEqual(one, other) {
  const files = [openSync(one, 'r'), openSync(other, 'r')];
  try {
    for (;;) {
      const [left, right] = files.map((file) => {
        const bytes = Buffer.alloc(BUFFER);
        return bytes.subarray(0, readSync(file, bytes));
      });
      if (!left.equals(right)) {
        return false;
      }
      if (left.length === 0) {
        return true;
      }
    }
  } finally {
    files.forEach((file) => closeSync(file));
  }
}
