/**
 * What people see on stderr while training goes on: warnings, and a bar for each arm. Off a terminal there are no bars,
 * and long runs say now and then where they are.
 */

import { MultiBar, type SingleBar } from 'cli-progress';
import { percent, plural, significant } from '../format.ts';
import type { Arm, Listener, Progress, StartEvent, TrainingEvent } from '../training/events.ts';
import { armColor, type Style, wrap } from './style.ts';

/** Seconds between lines where there are no bars. */
const LINE_EVERY = 10;

export interface ProgressOptions {
  style: Style;
  /** Draw bars: the stream is a terminal that can. */
  bars: boolean;
  /** Say nothing but warnings. */
  quiet: boolean;
}

export class ProgressReport implements Listener {
  readonly #stream: NodeJS.WriteStream;
  readonly #options: ProgressOptions;
  readonly #armBars = new Map<Arm, SingleBar>();
  #bars: MultiBar | undefined;
  #start: StartEvent | undefined;
  #lastLine = performance.now();

  constructor(stream: NodeJS.WriteStream, options: ProgressOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start') this.#start = event;
    else if (event.event === 'warning') this.#say(`${this.#options.style.color.yellow('warning:')} ${event.message}`);
    else if (event.event === 'result') this.end();
  }

  progress(progress: Progress): void {
    if (this.#options.quiet || this.#start === undefined) return;
    if (this.#options.bars) this.#updateBar(this.#start, progress);
    else this.#sayLine(this.#start, progress);
  }

  end(): void {
    this.#bars?.stop();
    this.#bars = undefined;
  }

  #updateBar(start: StartEvent, progress: Progress): void {
    this.#bars ??= this.#makeBars(start, progress.totalSteps);
    const score = describeScore(start, progress.score);
    const epoch = `${progress.epoch}/${start.config.epochs}`.padStart(2 * String(start.config.epochs).length + 1);
    this.#armBars.get(progress.arm)?.update(progress.step, { epoch, loss: significant(progress.loss, 3), score });
  }

  #makeBars(start: StartEvent, totalSteps: number): MultiBar {
    const { style } = this.#options;
    const bars = new MultiBar(
      {
        stream: this.#stream,
        format: `{name} {bar} epoch {epoch}  loss {loss}  {score}  {eta_formatted} left`,
        barCompleteChar: style.unicode ? '━' : '=',
        barIncompleteChar: style.unicode ? '╌' : '-',
        barsize: Math.max(Math.min(style.width - 64, 40), 4),
        // The program has its own handler for Ctrl-C, and a cursor hidden when it is killed would stay hidden.
        gracefulExit: false,
        hideCursor: null,
        clearOnComplete: true,
        linewrap: false,
        emptyOnZero: true,
      },
      undefined,
    );
    for (const arm of start.arms) {
      const name = armColor(style, arm)(arm.padEnd(9));
      const payload = { name, epoch: `0/${start.config.epochs}`, loss: '-', score: '' };
      this.#armBars.set(arm, bars.create(totalSteps, 0, payload));
    }
    return bars;
  }

  #sayLine(start: StartEvent, progress: Progress): void {
    if (performance.now() - this.#lastLine < 1000 * LINE_EVERY) return;
    this.#lastLine = performance.now();
    const { arm, epoch, step, totalSteps, loss, score } = progress;
    const where = `epoch ${epoch} of ${start.config.epochs}, step ${step} of ${plural(totalSteps, 'step')}`;
    this.#say(`${arm}: ${where}, loss ${significant(loss)}, ${describeScore(start, score)}`);
  }

  #say(line: string): void {
    // Lines longer than the terminal would be overwritten by the bars below them.
    const text = `${this.#options.bars ? wrap(line, this.#options.style.width) : line}\n`;
    if (this.#bars === undefined) this.#stream.write(text);
    else this.#bars.log(text);
  }
}

function describeScore({ data }: StartEvent, score: number): string {
  return data.metric === 'accuracy' ? `accuracy ${percent(score)}` : `R2 ${significant(score, 3)}`;
}
