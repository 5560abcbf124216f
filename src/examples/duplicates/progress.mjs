// Progress on standard error: a bar on a terminal, a line every ten seconds otherwise.
const REDRAW = 250;
const LINE_INTERVAL = 10_000;
const WIDTH = 24;

export class Progress {
  #total;
  #counts;
  #rate;
  #lastProblem;
  #timer;
  #start = performance.now();
  #before;

  /**
   * @param counts returns how many lines are done and how many of them failed
   * @param rate returns the lines a second that are permitted now
   * @param lastProblem returns the code of the last problem, until a line succeeds
   */
  constructor(total, counts, rate, lastProblem) {
    this.#total = total;
    this.#counts = counts;
    this.#rate = rate;
    this.#lastProblem = lastProblem;
    this.#before = counts().done;
    const isTerminal = process.stderr.isTTY;
    this.#timer = setInterval(
      () => process.stderr.write(isTerminal ? `\r\x1b[K${this.#bar()}` : `${this.#text()}\n`),
      isTerminal ? REDRAW : LINE_INTERVAL,
    );
    this.#timer.unref();
  }

  #bar() {
    const filled = Math.round((WIDTH * this.#counts().done) / Math.max(1, this.#total));
    return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${this.#text()}`;
  }

  #text() {
    const { done, failed } = this.#counts();
    const seconds = (performance.now() - this.#start) / 1_000;
    const measured = (done - this.#before) / Math.max(1, seconds);
    const left = (this.#total - done) / (measured || this.#rate());
    return (
      `${done} of ${this.#total} done, ${failed} failed, ${measured.toFixed(2)} lines/s ` +
      `(at most ${this.#rate().toFixed(2)}), ${duration(left)} left` +
      (this.#lastProblem() ? `, last problem: ${this.#lastProblem()}` : '')
    );
  }

  end() {
    clearInterval(this.#timer);
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${this.#bar()}\n` : `${this.#text()}\n`);
  }
}

function duration(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return minutes > 90 ? `${(minutes / 60).toFixed(1)} h` : `${minutes} min`;
}
