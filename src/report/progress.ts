/**
 * Shows warnings and a progress bar for each arm, or one for all pairs, on stderr. If stderr is not a terminal there are no bars,
 * and a long run reports its progress from time to time.
 */

import { createRequire } from 'node:module';
import type { MultiBar, SingleBar } from 'cli-progress';
import { duration, formatCount, percent, plural, printableMessage, significant } from '../base/text/format.ts';
import type {
  Arm,
  Listener,
  PairsProgress,
  Progress,
  StartEvent,
  TableProgress,
  TrainingEvent,
} from '../events/events.ts';
import { barStream } from './bar-stream.ts';
import { ReadingReport } from './reading.ts';
import { armColor, type Style, signs } from './style.ts';
import type { LiveMap } from './sweep/live-map.ts';
import { TimeLeft } from './time-left.ts';
import { shorten, wrap } from './width.ts';

/** Loads bars when they are drawn, which many runs never do. */
const require = createRequire(import.meta.url);

/** Seconds between lines if there are no bars. */
const LINE_EVERY = 10;

export interface ProgressOptions {
  style: Style;
  /** Whether the stream is a terminal that can draw bars, and lines have to fit its width. */
  terminal: boolean;
  /** Show only warnings. */
  quiet: boolean;
  /** The map of a sweep, which is drawn below its bar; null for others. */
  map?: LiveMap | null;
}

export class ProgressReport implements Listener {
  readonly #stream: NodeJS.WriteStream;
  readonly #options: ProgressOptions;
  readonly #reading: ReadingReport;
  readonly #armBars = new Map<Arm, SingleBar>();
  /** The last of each network of an ensemble. */
  readonly #networks = new Map<number, Progress>();
  /** By arm; all pairs have one. */
  readonly #timeLeft = new Map<Arm | null, TimeLeft>();
  #bars: MultiBar | undefined;
  #pairsBar: SingleBar | undefined;
  #noteBar: SingleBar | undefined;
  /** A line of the map each. */
  #mapBars: SingleBar[] = [];
  #isMapOld = true;
  #start: StartEvent | undefined;
  #interrupted = false;
  #isForetold = false;
  /** Whether there was a note beside the pairs. */
  #isNoted = false;
  /** The line of pairs that was shown last: while nobody works, it would be the same for hours. */
  #lastPairs = '';
  readonly #now: () => number;
  #lastLine: number;

  /** `now` gives seconds. */
  constructor(stream: NodeJS.WriteStream, options: ProgressOptions, now = () => performance.now() / 1000) {
    this.#now = now;
    this.#lastLine = now();
    this.#stream = stream;
    this.#options = options;
    this.#reading = new ReadingReport(stream, options);
  }

  reading(progress: TableProgress): void {
    this.#reading.update(progress);
  }

  event(event: TrainingEvent): void {
    this.#reading.end();
    // The bars go away first: what the terminal shows for Ctrl-C would stay in them.
    if (event.event === 'warning' && event.code === 'interrupted') {
      this.abandon();
      this.#interrupted = true;
    }
    if (event.event === 'result') {
      this.#options.map?.add(event);
      this.#isMapOld = true;
    }
    if (event.event === 'start') this.#start = event;
    else if (event.event === 'warning')
      this.#say(`${this.#options.style.color.yellow('warning:')} ${printableMessage(event.message)}`);
    else if (event.event === 'refit' || (event.event === 'result' && this.#isLast())) this.end();
  }

  /** Whether nothing is trained after a result. Of pairs that is not known. */
  #isLast(): boolean {
    return !this.#start?.config.refit && this.#pairsBar === undefined;
  }

  progress(progress: Progress): void {
    if (this.#options.quiet || this.#interrupted || this.#start === undefined) return;
    const shown = progress.part === undefined ? progress : this.#ofEnsemble(this.#start, progress);
    const time = this.#timeAt(progress.arm, shown.step / shown.totalSteps);
    if (this.#options.terminal) this.#updateBar(this.#start, shown, time);
    else this.#sayLine(this.#start, shown, time);
  }

  /** "1 min 5 s left"; empty while that is not known. */
  #timeAt(arm: Arm | null, share: number): string {
    const timeLeft = this.#timeLeft.get(arm) ?? new TimeLeft();
    this.#timeLeft.set(arm, timeLeft);
    const left = timeLeft.at(share, this.#now());
    return left === null ? '' : `${roughly(left)} left`;
  }

  pairs(progress: PairsProgress): void {
    if (this.#options.quiet || this.#interrupted || this.#start === undefined) return;
    const { pairs, done, share, note = '', idle = false } = progress;
    const noun = this.#start.arms.length > 1 ? 'pair' : 'run';
    // The time until somebody works, and pairs that were there before, do not say how fast it goes.
    if (idle || (note !== '' && !this.#isNoted)) this.#timeLeft.delete(null);
    this.#isNoted = note !== '';
    const time = this.#timeAt(null, share);
    if (this.#start.command === 'evidence') this.#foretell(this.#start, progress, time);
    if (!this.#options.terminal) {
      const parts = [`${formatCount(done)} of ${plural(pairs, noun)} done`, percent(share), time, note];
      const line = parts.filter(Boolean).join(', ');
      if (line === this.#lastPairs || !this.#isTime()) return;
      this.#lastPairs = line;
      this.#say(line);
      return;
    }
    this.#pairsBar ??= this.#makePairsBar(plural(pairs, noun), formatCount(pairs).length);
    this.#pairsBar.update(share, { done: formatCount(done).padStart(formatCount(pairs).length), time });
    this.#updateNote(note);
    this.#updateMap(this.#start);
  }

  /** A line of its own below the bar. */
  #updateNote(note: string): void {
    if (note === '' || this.#bars === undefined) return;
    const text = shorten(note, this.#options.style.width - 1, signs(this.#options.style).ellipsis);
    this.#noteBar ??= this.#bars.create(1, 0, { text }, { format: '{text}' });
    this.#noteBar.update(1, { text });
  }

  #updateMap(start: StartEvent): void {
    const { map = null } = this.#options;
    if (map === null || !this.#isMapOld || this.#bars === undefined) return;
    this.#isMapOld = false;
    for (const [n, text] of map.lines(start).entries()) {
      this.#mapBars[n] ??= this.#bars.create(1, 0, { text }, { format: '{text}' });
      this.#mapBars[n].update(1, { text });
    }
  }

  /** Says once what a test of claims takes, as soon as the first pairs show it. */
  #foretell({ arms, config, threads, rates }: StartEvent, { pairs, done }: PairsProgress, time: string): void {
    if (this.#isForetold || time === '' || done < FORETELL_AFTER * threads) return;
    this.#isForetold = true;
    const runs = `${plural(pairs * arms.length, 'run')} of ${plural(config.epochs!, 'epoch')}`;
    const rest = rates === undefined ? '' : ' to choose learning rates, and then those of the claims';
    this.#say(`${runs} on ${plural(threads, 'thread')}: about ${time}${rest}`);
  }

  #makePairsBar(all: string, digits: number): SingleBar {
    const { width } = this.#options.style;
    const text = digits + ` of ${all}`.length + (width >= NARROW ? TIME : 2);
    const format = `{bar} {done} of ${all}${width >= NARROW ? '  {time}' : ''}`;
    this.#bars = this.#multiBar(format, Math.max(Math.min(width - text, 40), 4));
    return this.#bars.create(1, 0, { done: '0', time: '' });
  }

  /** The steps of all networks; the rest is of the one that reports. */
  #ofEnsemble({ config }: StartEvent, progress: Progress): Progress {
    this.#networks.set(progress.part!, progress);
    const reported = [...this.#networks.values()];
    const sum = (of: (each: Progress) => number) => reported.reduce((total, each) => total + of(each), 0);
    const waiting = config.ensemble! - reported.length;
    return {
      ...progress,
      epoch: waiting > 0 ? 0 : Math.min(...reported.map(({ epoch }) => epoch)),
      step: sum(({ step }) => step),
      totalSteps: sum(({ totalSteps }) => totalSteps) + waiting * progress.totalSteps,
    };
  }

  end(): void {
    this.abandon();
  }

  abandon(): void {
    this.#reading.end();
    this.#bars?.stop();
    this.#bars = undefined;
    this.#mapBars = [];
    this.#noteBar = undefined;
  }

  #updateBar(start: StartEvent, progress: Progress, time: string): void {
    this.#bars ??= this.#makeBars(start, progress.totalSteps);
    const score = describeScore(start, progress.score);
    const epochs = progress.refit?.epochs ?? start.config.epochs;
    const epoch = `${progress.epoch}/${epochs}`.padStart(2 * String(start.config.epochs).length + 1);
    const bar = this.#armBars.get(progress.arm);
    bar?.setTotal(progress.totalSteps);
    bar?.update(progress.step, { epoch, loss: significant(progress.loss, 3), score, time });
  }

  #makeBars(start: StartEvent, totalSteps: number): MultiBar {
    const { style } = this.#options;
    const { format, barsize } = barLayout(style.width, String(start.config.epochs).length);
    const bars = this.#multiBar(format, barsize);
    for (const arm of start.arms) {
      const label = shorten(arm, NAME, signs(style).ellipsis).padEnd(NAME);
      const name = armColor(style, start.arms, arm)(label);
      const payload = { name, epoch: `0/${start.config.epochs}`, loss: '-', score: '', time: '' };
      this.#armBars.set(arm, bars.create(totalSteps, 0, payload));
    }
    return bars;
  }

  #multiBar(format: string, barsize: number): MultiBar {
    const { style } = this.#options;
    const { MultiBar } = require('cli-progress') as typeof import('cli-progress');
    return new MultiBar({
      stream: barStream(this.#stream),
      format,
      barsize,
      barCompleteChar: style.unicode ? '━' : '=',
      barIncompleteChar: style.unicode ? '╌' : '-',
      // The program handles Ctrl-C itself. However it ends, the cursor and line wrap must be restored.
      gracefulExit: false,
      hideCursor: null,
      linewrap: true,
      // A line that is logged moves all bars down, and those that are the same would be left out.
      forceRedraw: true,
      clearOnComplete: true,
      emptyOnZero: true,
    });
  }

  #sayLine(start: StartEvent, progress: Progress, time: string): void {
    if (!this.#isTime()) return;
    const { arm, epoch, step, totalSteps, loss, score, refit } = progress;
    const again = refit === undefined ? '' : 'again on all rows, ';
    const epochs = refit?.epochs ?? start.config.epochs;
    const where = `${again}epoch ${epoch} of ${epochs}, step ${step} of ${plural(totalSteps, 'step')}`;
    const parts = [where, `loss ${significant(loss)}`, describeScore(start, score), time];
    this.#say(`${arm}: ${parts.filter(Boolean).join(', ')}`);
  }

  /** Whether it is time for another line. */
  #isTime(): boolean {
    const isDue = this.#now() - this.#lastLine >= LINE_EVERY;
    if (isDue) this.#lastLine = this.#now();
    return isDue;
  }

  #say(line: string): void {
    const text = this.#options.terminal ? wrap(line, this.#options.style.width) : line;
    // Lines overwrite the bars, which may be longer: the rest of them is cleared.
    if (this.#bars === undefined) this.#stream.write(`${text}\n`);
    else this.#bars.log(`${text.replaceAll('\n', `${CLEAR_REST}\n`)}${CLEAR_REST}\n`);
  }
}

const CLEAR_REST = '\u001b[K';

/** Pairs of each thread until their speed is that of all: the first compile what they run. */
const FORETELL_AFTER = 2;

/** Width of an arm's name. */
const NAME = 9;
/** Columns of the time left behind a bar. */
const TIME = 20;
/** Below this width there is no room for it. */
const NARROW = 50;

/**
 * The layout that fits: narrow terminals omit the score and the time left first. `digits` is the width of the number of
 * epochs.
 */
function barLayout(width: number, digits: number): { format: string; barsize: number } {
  const room = (text: number) => Math.max(Math.min(width - text, 40), 4);
  if (width >= 70 + 2 * digits) {
    const format = '{name} {bar} epoch {epoch}  loss {loss}  {score}  {time}';
    return { format, barsize: room(65 + 2 * digits) };
  }
  if (width >= 40 + 2 * digits)
    return { format: '{name} {bar} epoch {epoch}  loss {loss}', barsize: room(34 + 2 * digits) };
  return { format: '{name} {bar} {percentage}%', barsize: room(16) };
}

function describeScore({ data }: StartEvent, score: number): string {
  return data.metric === 'accuracy' ? `accuracy ${percent(score)}` : `R2 ${significant(score, 3)}`;
}

/** "8 s", "2 min 5 s": a guess has no more digits. */
function roughly(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : duration(seconds);
}
