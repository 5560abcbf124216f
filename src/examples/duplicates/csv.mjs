// CSV of RFC 4180. Rows end with CRLF, LF or CR; a cell in quotes may hold line breaks.
import { InputError } from './input-error.mjs';

const MAX_ROW_LENGTH = 32 * 1024 * 1024;
const UNQUOTED = /[^,\r\n]*/y;
// A spreadsheet would take such a cell for a formula.
const FORMULA = /^[=+\-@\t]/;

/** Splits text that comes in pieces into rows. */
export class CsvParser {
  #text = '';
  #line = 1;
  #consumed = 0;

  /** The number of characters in complete rows. */
  get consumed() {
    return this.#consumed;
  }

  /** Returns the rows that are complete, each with the line that it begins in. */
  push(piece) {
    this.#text += piece;
    return this.#rows(false);
  }

  /** Returns the last row, which may lack its line break. */
  end() {
    return this.#rows(true);
  }

  #rows(isEnd) {
    const rows = [];
    let at = 0;
    while (at < this.#text.length) {
      const row = this.#row(at, isEnd);
      if (!row) {
        break;
      }
      rows.push({ cells: row.cells, line: this.#line });
      for (
        let index = this.#text.indexOf('\n', at);
        index >= 0 && index < row.end;
        index = this.#text.indexOf('\n', index + 1)
      ) {
        this.#line += 1;
      }
      at = row.end;
    }
    this.#text = this.#text.slice(at);
    this.#consumed += at;
    if (this.#text.length > MAX_ROW_LENGTH) {
      throw new InputError(`line ${this.#line}: a row of more than 32 MiB; is a quotation mark not closed?`);
    }
    return rows;
  }

  #row(start, isEnd) {
    const cells = [];
    for (let at = start; ;) {
      const cell = this.#text[at] === '"' ? this.#quoted(at, isEnd) : this.#unquoted(at);
      if (!cell) {
        return undefined;
      }
      cells.push(cell.text);
      at = cell.end;
      const next = this.#text[at];
      if (next === ',') {
        at += 1;
      } else if (next === undefined) {
        return isEnd ? { cells, end: at } : undefined;
      } else if (next === '\n') {
        return { cells, end: at + 1 };
      } else if (at + 1 === this.#text.length && !isEnd) {
        return undefined;
      } else {
        return { cells, end: at + (this.#text[at + 1] === '\n' ? 2 : 1) };
      }
    }
  }

  #unquoted(start) {
    UNQUOTED.lastIndex = start;
    const [text] = UNQUOTED.exec(this.#text);
    if (text.includes('"')) {
      throw new InputError(`line ${this.#line}: a quotation mark inside a cell that does not begin with one`);
    }
    return { text, end: start + text.length };
  }

  #quoted(start, isEnd) {
    let text = '';
    for (let from = start + 1; ;) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0 || (quote + 1 === this.#text.length && !isEnd)) {
        if (isEnd) {
          throw new InputError(`line ${this.#line}: a quotation mark is not closed; the file may be cut off`);
        }
        return undefined;
      }
      text += this.#text.slice(from, quote);
      const next = this.#text[quote + 1];
      if (next !== '"') {
        if (next !== undefined && !',\r\n'.includes(next)) {
          throw new InputError(`line ${this.#line}: text after the closing quotation mark of a cell`);
        }
        return { text, end: quote + 1 };
      }
      text += '"';
      from = quote + 2;
    }
  }
}

/** Returns a row with its line break. */
export function csvRow(cells) {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(value) {
  const text = String(value ?? '');
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
