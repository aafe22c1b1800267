/** The formats of a report, by the suffix of its file. */

import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import type { ReportData } from './document/report-data.ts';
import type { Look } from './image/look.ts';

/** A file of a report that is a directory. */
export interface FileOfReport {
  /** From the directory on, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What the user may choose of a report, by the names of flags. */
export type Choice = 'title' | keyof Look;

export interface Rendering {
  readonly look: Look;
  /** The setting that names the file, for messages. */
  readonly setting: string;
  readonly warn: Warn;
}

export interface ReportFormat {
  /** `/` for a directory. */
  readonly suffix: string;
  /** For help and messages. */
  readonly about: string;
  readonly choices: readonly Choice[];
  /** Whether it is no text. */
  readonly isBinary?: true;
  /** Throws UserError, which begins with the setting, where something that it needs is missing. */
  readonly check?: (setting: string) => Promise<void>;
  /** The file, or the files of a directory; the code is loaded only when it is asked for. */
  readonly render: (data: ReportData, rendering: Rendering) => Promise<string | Uint8Array | readonly FileOfReport[]>;
}

const table = {
  html: {
    suffix: '.html',
    about: 'a page for a browser',
    choices: ['title'],
    render: async (data, { warn }) => (await import('./html/page.js')).renderPage(data, warn),
  },
  md: {
    suffix: '.md',
    about: 'Markdown for pull requests',
    choices: ['title'],
    render: async data => (await import('./markdown/markdown.js')).renderMarkdown(data),
  },
  csv: {
    suffix: '.csv',
    about: 'a row for each value',
    choices: [],
    render: async data => (await import('./csv/csv.js')).renderCsv(data),
  },
  tensorboard: {
    suffix: '/',
    about: 'a directory of event files for TensorBoard',
    choices: [],
    isBinary: true,
    render: async data => (await import('./tensorboard/tensorboard.js')).renderTensorboard(data),
  },
  svg: {
    suffix: '.svg',
    about: 'one figure',
    choices: ['title', 'theme', 'width'],
    render: async (data, rendering) => (await import('./image/figure.js')).renderFigure(data, rendering),
  },
  png: {
    suffix: '.png',
    about: 'the same as pixels',
    choices: ['title', 'theme', 'width', 'scale'],
    isBinary: true,
    check: async setting => (await import('./image/resvg.js')).checkResvg(setting),
    render: async (data, rendering) => (await import('./image/png.js')).renderPng(data, rendering),
  },
} as const satisfies Record<string, ReportFormat>;

export type FormatName = keyof typeof table;
export const reportFormats: Readonly<Record<FormatName, ReportFormat>> = table;
export const formatNames = Object.keys(table) as readonly FormatName[];

/** ".html (a page for a browser)" */
export const formatList = list(
  formatNames.map(name => `${reportFormats[name].suffix} (${reportFormats[name].about})`),
  formatNames.length,
);

/** Throws UserError, which begins with the setting. */
export function formatOf(setting: string, path: string): FormatName {
  const found = formatNames.find(name => path.toLowerCase().endsWith(reportFormats[name].suffix));
  if (found !== undefined) return found;
  throw new UserError(`${setting}: got '${path}'; its suffix says what is written: ${formatList}`);
}
