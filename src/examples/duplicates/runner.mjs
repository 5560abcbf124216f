// Runs the lines of a plan: several at once, at a limited rate, each until its result is known.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_ATTEMPTS = 8;
const MAX_FAILURES_IN_A_ROW = 10;
const MAX_BACK_OFF = 4_000;
const DEFAULT_RETRY_AFTER = 5_000;
const BUSY = ['too_many_requests', 'auth0_busy', 'overloaded'];
const REPEATED = ['auth0_timeout', 'auth0_error', 'internal_error', 'connection_lost', 'malformed_answer'];
// No line would work.
const FATAL = [
  'unauthenticated',
  'permission_required',
  'caller_refused',
  'delegation_refused',
  'auth0_misconfigured',
  'not_found',
  'method_not_allowed',
  'unsupported_media_type',
  'not_acceptable',
];

/** An answer that isn't a result: the attempt failed. */
export class FailedAttempt extends Error {
  constructor(answer) {
    super(answer.detail ? `${answer.code}: ${answer.detail}` : answer.code);
    this.answer = answer;
  }
}

/**
 * Returns the JSON of a success, or undefined for a problem that is about this line alone.
 * @param isWhole whether the JSON is of the service's form: a gateway may answer, too
 */
export function resultOf(answer, isWhole) {
  if (!answer.code && !(answer.json && isWhole(answer.json))) {
    answer.code = 'malformed_answer';
  }
  if (answer.code && kindOf(answer) !== 'refused') {
    throw new FailedAttempt(answer);
  }
  return answer.code ? undefined : answer.json;
}

function kindOf({ status, code, isOfService, isOfTokenEndpoint }) {
  if (BUSY.includes(code) || (!isOfService && status === 429)) {
    return 'busy';
  }
  if (code === 'auth0_unavailable') {
    return 'unavailable';
  }
  if (REPEATED.includes(code) || (!isOfService && status >= 500)) {
    return 'repeated';
  }
  if (FATAL.includes(code) || isOfTokenEndpoint) {
    return 'fatal';
  }
  // A proxy may refuse one odd id, or the URL is wrong and no line works.
  return isOfService ? 'refused' : 'foreign';
}

/**
 * Runs all lines. Those of one primary account run one after the other.
 * @param work makes one attempt and returns the result
 * @param onResult takes the result
 * @param onFailure takes the code where a line is given up
 */
export class Runner {
  #pacer;
  #parallel;
  #stop = new AbortController();
  #failuresInARow = 0;
  failures = new Map();
  fatal;
  /** The code of the last attempt that failed, until one succeeds. */
  lastProblem;

  constructor(pacer, parallel) {
    setMaxListeners(0, this.#stop.signal);
    this.#pacer = pacer;
    this.#parallel = parallel;
  }

  /** Starts no further attempt; those in flight end. */
  stop() {
    this.#stop.abort();
  }

  async run(lines, work, onResult, onFailure = () => {}) {
    const queue = byPrimary(lines).values();
    const worker = async () => {
      for (const group of queue) {
        for (const line of group) {
          await this.#untilDone(line, work, onResult, onFailure);
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: this.#parallel }, worker));
    const broken = workers.find(({ status }) => status === 'rejected');
    if (broken) {
      throw broken.reason;
    }
  }

  async #untilDone(line, work, onResult, onFailure) {
    try {
      for (let failures = 0; ;) {
        await this.#pacer.start(this.#stop.signal);
        const failed = await this.#attempt(line, work, onResult);
        if (!failed) {
          return;
        }
        const kind = kindOf(failed.answer);
        // Where the service told how long to wait, the time is the pacer's.
        if (['busy', 'unavailable'].includes(kind)) {
          continue;
        }
        failures += 1;
        if (failures === MAX_ATTEMPTS || kind === 'foreign') {
          this.#giveUp(line, failed);
          onFailure(line, failed.answer.code);
          return;
        }
        await sleep(backOff(failures), undefined, { signal: this.#stop.signal });
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        this.stop();
        throw error;
      }
    }
  }

  async #attempt(line, work, onResult) {
    try {
      const result = await work(line);
      this.#failuresInARow = 0;
      this.lastProblem = undefined;
      this.#pacer.increase();
      await onResult(line, result);
      return undefined;
    } catch (error) {
      if (!(error instanceof FailedAttempt)) {
        throw error;
      }
      this.#react(error);
      return error;
    }
  }

  #react(failed) {
    const kind = kindOf(failed.answer);
    this.lastProblem = failed.answer.code;
    if (kind === 'fatal') {
      this.fatal ??= failed.message;
      this.stop();
    }
    if (kind === 'busy') {
      this.#pacer.decrease();
    }
    const isToldToWait = kind === 'busy' || kind === 'unavailable';
    this.#pacer.pause(failed.answer.retryAfter || (isToldToWait ? DEFAULT_RETRY_AFTER : 0));
  }

  #giveUp(line, failed) {
    this.failures.set(line, failed.answer.code);
    this.#failuresInARow += 1;
    if (this.#failuresInARow === MAX_FAILURES_IN_A_ROW) {
      this.fatal ??= `${MAX_FAILURES_IN_A_ROW} lines in a row failed, the last one with ${failed.message}`;
      this.stop();
    }
  }
}

/** Up to 0.5, 1, 2, … s. Jitter keeps the lines apart. */
function backOff(attempt) {
  return Math.random() * Math.min(MAX_BACK_OFF, 250 * 2 ** attempt);
}

// Map.groupBy came with Node.js 21.
function byPrimary(lines) {
  const groups = new Map();
  for (const line of lines) {
    if (!groups.has(line.primary)) {
      groups.set(line.primary, []);
    }
    groups.get(line.primary).push(line);
  }
  return groups;
}
