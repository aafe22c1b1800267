/** The formats of a report, by the suffix of its file. */

import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import type { ReportData } from './document/report-data.ts';
import type { ThemeName } from './figures/paints.ts';

/** A file of a report that is a directory. */
export interface FileOfReport {
  /** From the directory on, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ReportFormat {
  /** `/` for a directory. */
  readonly suffix: string;
  /** For help and messages. */
  readonly about: string;
  /** The file, or the files of a directory; the code is loaded only when it is asked for. */
  readonly render: (data: ReportData, theme: ThemeName) => Promise<string | Uint8Array | readonly FileOfReport[]>;
}

const table = {
  html: {
    suffix: '.html',
    about: 'a page for a browser',
    render: async data => (await import('./html/page.js')).renderPage(data),
  },
  markdown: {
    suffix: '.md',
    about: 'Markdown for pull requests',
    render: async data => (await import('./markdown/markdown.js')).renderMarkdown(data),
  },
  csv: {
    suffix: '.csv',
    about: 'a row for each value',
    render: async data => (await import('./csv/csv.js')).renderCsv(data),
  },
  tensorboard: {
    suffix: '/',
    about: 'a directory of event files for TensorBoard',
    render: async data => (await import('./tensorboard/tensorboard.js')).renderTensorboard(data),
  },
  svg: {
    suffix: '.svg',
    about: 'one figure',
    render: async (data, theme) => (await import('./image/figure.js')).renderFigure(data, theme),
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
