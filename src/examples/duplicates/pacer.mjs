// A strict rate limit (a token bucket of one token), with additive increase and multiplicative decrease.
import { setTimeout as sleep } from 'node:timers/promises';

const LEAST_SHARE = 16;
const STEPS = 20;
const DECREASE_INTERVAL = 1_000;

export class Pacer {
  #limit;
  #rate;
  #next;
  #decreased = -Infinity;

  /** The first start waits as well: an earlier run may have ended just now. */
  constructor(limit) {
    this.#limit = limit;
    this.#rate = limit;
    this.#next = performance.now() + 1_000 / limit;
  }

  /** The starts a second that are permitted now. */
  get rate() {
    return this.#rate;
  }

  /** Waits for the next start. Starts are at least 1 / rate apart. */
  async start(signal) {
    for (;;) {
      signal.throwIfAborted();
      const wait = this.#next - performance.now();
      if (wait <= 0) {
        this.#next = performance.now() + 1_000 / this.#rate;
        return;
      }
      await sleep(Math.ceil(wait), undefined, { signal });
    }
  }

  /** Lets nothing start for this many milliseconds. */
  pause(milliseconds) {
    this.#next = Math.max(this.#next, performance.now() + milliseconds);
  }

  /** Halves the rate. Answers to starts before a decrease count as one with it. */
  decrease() {
    if (performance.now() - this.#decreased > DECREASE_INTERVAL) {
      this.#decreased = performance.now();
      this.#rate = Math.max(this.#limit / LEAST_SHARE, this.#rate / 2);
    }
  }

  increase() {
    this.#rate = Math.min(this.#limit, this.#rate + this.#limit / STEPS);
  }
}
