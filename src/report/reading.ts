/** How far the reading of a file is, on stderr: a bar in a terminal, a line now and then elsewhere. Short reads say nothing. */

import { SingleBar } from 'cli-progress';
import { byteSize, duration, plural, printable } from '../format.ts';
import type { TableProgress } from '../training/events.ts';
import type { Style } from './style.ts';

export interface ReadingOptions {
  style: Style;
  /** The stream is a terminal that can draw bars. */
  terminal: boolean;
  quiet: boolean;
}

/** Seconds after which reading is worth a word, and between lines where there are no bars. */
const SOON = 1;
const LINE_EVERY = 10;

export class ReadingReport {
  readonly #stream: NodeJS.WriteStream;
  readonly #options: ReadingOptions;
  #bar: SingleBar | undefined;
  #path: string | undefined;
  #began = 0;
  #told = 0;

  constructor(stream: NodeJS.WriteStream, options: ReadingOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  update(progress: TableProgress): void {
    if (this.#options.quiet) return;
    const now = performance.now() / 1000;
    if (progress.path !== this.#path) {
      this.end();
      this.#path = progress.path;
      this.#began = this.#told = now;
    }
    if (now - this.#began < SOON) return;
    if (this.#options.terminal) this.#updateBar(progress, now - this.#began);
    else if (now - this.#told >= LINE_EVERY) {
      this.#told = now;
      this.#stream.write(`reading ${printable(progress.path)}: ${describe(progress)}\n`);
    }
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#path = undefined;
  }

  #updateBar(progress: TableProgress, seconds: number): void {
    const { bytes: done, totalBytes } = progress;
    const left = totalBytes === null || done === 0 ? '' : `${duration((seconds * (totalBytes - done)) / done)} left`;
    this.#bar ??= this.#makeBar(progress);
    this.#bar.update(done, { what: describe(progress), left });
  }

  #makeBar({ path, totalBytes, bytes: done }: TableProgress): SingleBar {
    const { style } = this.#options;
    const name = shortened(printable(path), Math.max(style.width - 60, 8));
    const bar = totalBytes === null ? '' : '{bar} ';
    const narrow = style.width < 70;
    const made = new SingleBar({
      stream: this.#stream,
      format: narrow ? `reading {what}` : `reading ${name} ${bar}{what}  {left}`,
      barsize: Math.max(Math.min(style.width - name.length - 60, 40), 4),
      barCompleteChar: style.unicode ? '━' : '=',
      barIncompleteChar: style.unicode ? '╌' : '-',
      gracefulExit: false,
      hideCursor: null,
      linewrap: true,
      clearOnComplete: true,
    });
    made.start(totalBytes ?? Math.max(done, 1), done, { what: '', left: '' });
    return made;
  }
}

function describe({ bytes: done, totalBytes, rows }: TableProgress): string {
  const size = totalBytes === null ? byteSize(done) : `${byteSize(done)} of ${byteSize(totalBytes)}`;
  return rows === 0 ? size : `${size}, ${plural(rows, 'row')}`;
}

/** The end of a long path tells more than its beginning. */
function shortened(path: string, width: number): string {
  return path.length <= width ? path : `...${path.slice(path.length - width + 3)}`;
}
