/** The formats of a report, by the suffix of its file. */

import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import type { ReportData } from './document/report-data.ts';

export interface ReportFormat {
  readonly suffix: string;
  /** For help and messages. */
  readonly about: string;
  /** The file; its code is loaded only when it is asked for. */
  readonly render: (data: ReportData) => Promise<string | Uint8Array>;
}

const table = {
  html: {
    suffix: '.html',
    about: 'a page for a browser',
    render: async data => (await import('./html/page.js')).renderPage(data),
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
