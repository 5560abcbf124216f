// Applies a plan: links each pair that the service still suggests.
import { Journal } from './journal.mjs';
import { Pacer } from './pacer.mjs';
import { readPlan, reference } from './plan-file.mjs';
import { Progress } from './progress.mjs';
import { Runner, resultOf } from './runner.mjs';

const LINKED = ['linked', 'already_linked'];

/** Returns the counts by result for the report, and whether each line is linked. */
export async function apply(path, service, options) {
  const { lines, fingerprint } = readPlan(path);
  const journal = new Journal(options.journal, fingerprint);
  const pacer = new Pacer(options.rate);
  const runner = new Runner(pacer, options.parallel);
  options.onRunner(runner);
  const failed = () => [...journal.results.values()].filter(({ result }) => !LINKED.includes(result)).length;
  let notLinked = failed();
  const progress = new Progress(
    lines.length,
    () => ({ done: journal.results.size + runner.failures.size, failed: notLinked + runner.failures.size }),
    () => pacer.rate,
    () => runner.lastProblem,
  );
  try {
    await runner.run(
      lines.filter(({ secondary }) => !journal.results.has(secondary)),
      (line) => attempt(service, line),
      ({ primary, secondary }, { result, code, requestId }) => {
        notLinked += LINKED.includes(result) ? 0 : 1;
        journal.record({ time: new Date().toISOString(), primary, secondary, result, code, request_id: requestId });
      },
    );
  } finally {
    progress.end();
    journal.close();
  }
  return report(lines, journal, runner);
}

/** The export is old, and by reference the service checks nothing: so it is asked directly before the link. */
async function attempt(service, { primary, secondary }) {
  const suggested = await service.suggestions(primary);
  const list = resultOf(suggested, ({ suggestions }) => Array.isArray(suggestions))?.suggestions;
  if (!list) {
    return refused(suggested);
  }
  if (!list.some((each) => each?.account_id === secondary)) {
    return whereNotSuggested(service, primary, secondary);
  }
  const answer = await service.link(primary, secondary);
  return resultOf(answer, (account) => account.account_id === primary && isLinked(account, secondary))
    ? { result: answer.status === 201 ? 'linked' : 'already_linked', requestId: answer.requestId }
    : refused(answer);
}

// An earlier run may have linked it and been killed before it was recorded.
async function whereNotSuggested(service, primary, secondary) {
  const answer = await service.identities(primary);
  const account = resultOf(answer, ({ identities }) => Array.isArray(identities));
  if (!account) {
    return refused(answer);
  }
  return { result: isLinked(account, secondary) ? 'already_linked' : 'changed', requestId: answer.requestId };
}

function isLinked({ identities }, secondary) {
  const { provider, user_id: userId } = reference(secondary);
  return Array.isArray(identities) && identities.some((each) => each?.provider === provider && each.user_id === userId);
}

function refused({ code, requestId }) {
  return { result: 'refused', code, requestId };
}

function report(lines, journal, runner) {
  const counts = {};
  const count = (name) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  journal.results.forEach(({ result, code }) => count(code ?? result));
  runner.failures.forEach((code) => count(`${code}, to be tried again`));
  const left = lines.length - journal.results.size - runner.failures.size;
  return {
    lines: lines.length,
    counts,
    left,
    fatal: runner.fatal,
    isComplete: left === 0 && Object.keys(counts).every((name) => LINKED.includes(name)),
  };
}
