/**
 * Shows the progress of reading a file on stderr: a line with a bar in a terminal, a line from time to time elsewhere.
 * Short reads show nothing.
 */

import { displayPath } from '../base/files/standard-input.ts';
import { byteSize, duration, percent, plural, printable } from '../base/text/format.ts';
import type { TableProgress } from '../events/events.ts';
import { type Style, signs } from './style.ts';
import { columnsOf, shorten } from './width.ts';

export interface ReadingOptions {
  style: Style;
  /** Whether the stream is a terminal that can draw bars. */
  terminal: boolean;
  quiet: boolean;
}

/** Seconds until reading is reported, between lines if there are no bars, and between drawings of the bar. */
const SOON = 1;
const LINE_EVERY = 10;
const DRAWN_EVERY = 0.1;
const MAX_BAR = 40;
/** Min widths at which the file's name, the rows and the time left are shown. */
const FOR_NAME = 100;
const FOR_ROWS = 78;
const FOR_TIME = 58;

const CLEAR_LINE = '\r\u001b[K';

export class ReadingReport {
  readonly #stream: NodeJS.WriteStream;
  readonly #options: ReadingOptions;
  readonly #clock: () => number;
  #path: string | undefined;
  #began = 0;
  #lastShown = 0;
  #bytes = 0;
  #drawn = false;

  /** `clock` returns seconds. */
  constructor(stream: NodeJS.WriteStream, options: ReadingOptions, clock = () => performance.now() / 1000) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = clock;
  }

  update(progress: TableProgress): void {
    if (this.#options.quiet) return;
    const now = this.#clock();
    // A file may be read again from its start.
    if (progress.path !== this.#path || progress.bytes < this.#bytes) {
      this.end();
      this.#path = progress.path;
      this.#began = this.#lastShown = now;
    }
    this.#bytes = progress.bytes;
    if (progress.done) this.end();
    else if (now - this.#began >= SOON) this.#show(progress, now);
  }

  end(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
    this.#drawn = false;
    this.#path = undefined;
  }

  #show(progress: TableProgress, now: number): void {
    const { style, terminal } = this.#options;
    if (now - this.#lastShown < (terminal ? DRAWN_EVERY : LINE_EVERY)) return;
    this.#lastShown = now;
    const seconds = now - this.#began;
    if (terminal) {
      const width = Math.min(this.#stream.columns ?? style.width, style.width);
      this.#stream.write(`${CLEAR_LINE}${readingLine(progress, seconds, { ...style, width })}`);
      this.#drawn = true;
    } else {
      const parts = [sizeOf(progress), rowsOf(progress), timeLeft(progress, seconds)].filter(part => part !== '');
      this.#stream.write(`reading ${nameOf(progress.path)}: ${parts.join(', ')}\n`);
    }
  }
}

/** A line that fits the terminal, after `seconds` of reading. */
export function readingLine(progress: TableProgress, seconds: number, style: Style): string {
  const { width } = style;
  const { bytes, totalBytes, path } = progress;
  const counts = [sizeOf(progress), width < FOR_ROWS ? '' : rowsOf(progress)].filter(part => part !== '').join(', ');
  const left = width < FOR_TIME ? '' : timeLeft(progress, seconds);
  const tail = left === '' ? counts : `${counts}  ${left}`;
  const { ellipsis } = signs(style);
  const name = width < FOR_NAME ? '' : `${shorten(nameOf(path), width - FOR_NAME + 24, ellipsis)} `;
  const room = Math.min(width - columnsOf(`reading ${name} ${tail}`) - 1, MAX_BAR);
  if (totalBytes === null || room < 4) {
    const short = totalBytes === null || tail.length + 9 <= width ? tail : percent(bytes / totalBytes);
    return shorten(`reading ${name}${short}`, width - 1, ellipsis);
  }
  const full = Math.min(Math.round((room * bytes) / totalBytes), room);
  const [done, open] = style.unicode ? ['━', '╌'] : ['=', '-'];
  return `reading ${name}${done.repeat(full)}${open.repeat(room - full)} ${tail}`;
}

function nameOf(path: string): string {
  return printable(displayPath(path));
}

function sizeOf({ bytes, totalBytes }: TableProgress): string {
  return totalBytes === null ? byteSize(bytes) : `${byteSize(bytes)} of ${byteSize(totalBytes)}`;
}

function rowsOf({ rows }: TableProgress): string {
  return rows === 0 ? '' : plural(rows, 'row');
}

function timeLeft({ bytes, totalBytes }: TableProgress, seconds: number): string {
  if (totalBytes === null || bytes === 0) return '';
  const left = Math.max(Math.ceil((seconds * (totalBytes - bytes)) / bytes), 1);
  return `${left < 60 ? `${left} s` : duration(left)} left`;
}
