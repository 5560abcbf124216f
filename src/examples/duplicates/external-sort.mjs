// External merge sort: sorted runs in files, then a merge. Memory does not grow with the number of lines.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const RUN_BYTES = 16 * 1024 * 1024;
const READ_BYTES = 128 * 1024;
const LINE_BREAK = 0x0a;

/** Sorts lines, which hold no line break, by their bytes in UTF-8. */
export class ExternalSort {
  #directory;
  #run;
  #ends = [];
  #runs = [];
  #length = 0;

  constructor(directory, runBytes = RUN_BYTES) {
    this.#directory = directory;
    this.#run = Buffer.allocUnsafe(runBytes);
  }

  add(line) {
    const size = Buffer.byteLength(line) + 1;
    if (this.#length + size > this.#run.length) {
      this.#flush();
      if (size > this.#run.length) {
        this.#run = Buffer.allocUnsafe(size);
      }
    }
    this.#length += this.#run.write(line, this.#length);
    this.#run[this.#length] = LINE_BREAK;
    this.#length += 1;
    this.#ends.push(this.#length);
  }

  /** Yields all lines in order. */
  *sorted() {
    this.#flush();
    this.#run = undefined;
    const readers = this.#runs.map((path) => new RunReader(path)).filter((reader) => reader.next());
    for (let at = (readers.length >> 1) - 1; at >= 0; at -= 1) {
      siftDown(readers, at);
    }
    while (readers.length > 0) {
      yield readers[0].text();
      if (!readers[0].next()) {
        readers[0] = readers.at(-1);
        readers.pop();
      }
      siftDown(readers, 0);
    }
  }

  #flush() {
    if (this.#length === 0) {
      return;
    }
    const run = this.#run;
    const ends = Uint32Array.from(this.#ends);
    const start = (index) => (index === 0 ? 0 : ends[index - 1]);
    const order = Uint32Array.from(ends.keys()).sort((one, other) =>
      run.compare(run, start(other), ends[other], start(one), ends[one]),
    );
    const path = join(this.#directory, `run-${this.#runs.length}`);
    const sorted = Buffer.allocUnsafe(this.#length);
    let at = 0;
    order.forEach((index) => {
      at += run.copy(sorted, at, start(index), ends[index]);
    });
    const file = openSync(path, 'wx', 0o600);
    try {
      writeAll(file, sorted);
    } finally {
      closeSync(file);
    }
    this.#runs.push(path);
    this.#ends = [];
    this.#length = 0;
  }
}

/** Writes all bytes: a single call may write fewer. */
export function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(file, bytes, at);
  }
}

class RunReader {
  #file;
  #buffer = Buffer.allocUnsafe(READ_BYTES);
  #filled = 0;
  #start = 0;
  #end = -1;

  constructor(path) {
    this.#file = openSync(path, 'r');
  }

  /** Moves to the next line; at the end returns false and closes the file. */
  next() {
    this.#start = this.#end + 1;
    this.#end = this.#buffer.subarray(0, this.#filled).indexOf(LINE_BREAK, this.#start);
    while (this.#end < 0) {
      if (this.#fill() === 0) {
        closeSync(this.#file);
        return false;
      }
      this.#end = this.#buffer.subarray(0, this.#filled).indexOf(LINE_BREAK, this.#start);
    }
    return true;
  }

  #fill() {
    const rest = this.#filled - this.#start;
    const target = rest > this.#buffer.length / 2 ? Buffer.allocUnsafe(2 * this.#buffer.length) : this.#buffer;
    this.#buffer.copy(target, 0, this.#start, this.#filled);
    this.#buffer = target;
    this.#start = 0;
    const read = readSync(this.#file, target, rest, target.length - rest);
    this.#filled = rest + read;
    return read;
  }

  text() {
    return this.#buffer.toString('utf8', this.#start, this.#end);
  }

  isAfter(other) {
    return this.#buffer.compare(other.#buffer, other.#start, other.#end, this.#start, this.#end) > 0;
  }
}

function siftDown(heap, from) {
  for (let at = from; ;) {
    const left = 2 * at + 1;
    if (left >= heap.length) {
      return;
    }
    const least = left + 1 < heap.length && heap[left].isAfter(heap[left + 1]) ? left + 1 : left;
    if (!heap[at].isAfter(heap[least])) {
      return;
    }
    [heap[at], heap[least]] = [heap[least], heap[at]];
    at = least;
  }
}
