// Previews a plan: asks the service what each link would do, and changes nothing.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { CsvParser, csvRow } from './csv.mjs';
import { writeAll } from './external-sort.mjs';
import { InputError } from './input-error.mjs';
import { Pacer } from './pacer.mjs';
import { readPlan } from './plan-file.mjs';
import { Progress } from './progress.mjs';
import { Runner, resultOf } from './runner.mjs';

const ADDED = [
  'outcome',
  'identities',
  'user_metadata_carried_over',
  'user_metadata_discarded',
  'app_metadata_discarded',
  'roles_discarded',
  'organizations_discarded',
];
const LINKABLE = ['would_link', 'already_linked'];

/** Writes the plan with what each link would do, and returns the counts by outcome. */
export async function preview(path, service, options) {
  const plan = readPlan(path);
  const file = openSync(options.out, 'a+', 0o600);
  try {
    const rows = new RowsInOrder(file, plan, options.out);
    const pacer = new Pacer(options.rate);
    const runner = new Runner(pacer, options.parallel);
    options.onRunner(runner);
    const progress = new Progress(
      plan.lines.length,
      () => ({ done: rows.count, failed: rows.refused }),
      () => pacer.rate,
      () => runner.lastProblem,
    );
    try {
      await runner.run(
        plan.lines.slice(rows.count),
        ({ primary, secondary }) => attempt(service, primary, secondary),
        (line, cells) => rows.add(line, cells),
        (line, code) => rows.add(line, onlyOutcome(code)),
      );
    } finally {
      progress.end();
    }
    const left = plan.lines.length - rows.count;
    return {
      lines: plan.lines.length,
      counts: rows.outcomes,
      left,
      fatal: runner.fatal,
      isComplete: left === 0 && rows.refused === 0,
    };
  } finally {
    closeSync(file);
  }
}

async function attempt(service, primary, secondary) {
  const answer = await service.preview(primary, secondary);
  const found = resultOf(answer, isPreview);
  if (!found) {
    return onlyOutcome(answer.code);
  }
  return [
    found.outcome,
    found.secondary?.identities.length ?? '',
    names(found.user_metadata?.carried_over),
    names(found.user_metadata?.discarded),
    names(found.app_metadata?.discarded),
    names(found.roles === null ? null : found.roles?.discarded),
    names(found.organizations === null ? null : found.organizations?.discarded),
  ];
}

function onlyOutcome(code) {
  return [code, ...ADDED.slice(1).map(() => '')];
}

function isPreview({ outcome, secondary }) {
  return outcome === 'already_linked' || (outcome === 'would_link' && Array.isArray(secondary?.identities));
}

// JSON: any text may be a name. Absent is what the service isn't configured to tell, null what it couldn't read.
function names(list) {
  return list === undefined ? '' : list === null ? 'unknown' : JSON.stringify(list);
}

/** The rows of the output, in the order of the plan, whatever the order of the answers. */
class RowsInOrder {
  #file;
  #lines;
  #waiting = new Map();
  count = 0;
  refused = 0;
  outcomes = {};

  /** Goes on after the last complete row of an earlier run. */
  constructor(file, { names: columns, lines }, path) {
    this.#file = file;
    this.#lines = lines;
    const parser = new CsvParser();
    const text = readFileSync(file, 'utf8');
    const [header, ...rows] = parser.push(text);
    const begin = csvRow([...columns, ...ADDED]);
    const before = columns.length;
    const isSame =
      (header ? csvRow(header.cells) === begin : begin.startsWith(text)) &&
      rows.length <= lines.length &&
      rows.every(({ cells }, index) => csvRow(cells.slice(0, before)) === csvRow(lines[index].cells));
    if (!isSame) {
      throw new InputError(
        `${path} holds something else than the preview of this plan: remove it, or name another with --out`,
      );
    }
    // A process that was killed may have written half a row.
    ftruncateSync(file, Buffer.byteLength(text.slice(0, parser.consumed)));
    if (!header) {
      writeAll(file, Buffer.from(begin));
    }
    rows.forEach(({ cells }) => this.#counted(cells[before]));
  }

  #counted(outcome) {
    this.count += 1;
    this.refused += LINKABLE.includes(outcome) ? 0 : 1;
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  add(line, cells) {
    this.#waiting.set(line, cells);
    for (let next = this.#lines[this.count]; this.#waiting.has(next); next = this.#lines[this.count]) {
      const added = this.#waiting.get(next);
      this.#waiting.delete(next);
      writeAll(this.#file, Buffer.from(csvRow([...next.cells, ...added])));
      this.#counted(added[0]);
    }
  }
}
