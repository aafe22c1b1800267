/** Reports of runs: what is collected becomes a file. */

import { dirname, join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { writeAll } from '../base/files/disk.ts';
import { makeFolder } from '../base/files/folder.ts';
import { checkOutputFile, replaceFile } from '../base/files/output-file.ts';
import { whyNot } from '../base/files/why-not.ts';
import { formatCount, plural } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import type { ReportedEvent } from '../events/events.ts';
import { ReportCollector } from '../report/document/collector.ts';
import { groupExperiments } from '../report/document/groups.ts';
import type { Group, ReportData } from '../report/document/report-data.ts';
import { type FileOfReport, type FormatName, formatOf, type ReportFormat, reportFormats } from '../report/formats.ts';
import { defaultLook, type Look } from '../report/image/look.ts';
import { openOutput } from './output.ts';
import { analysis } from './report-analysis.ts';

/** A file, or a directory, that a report is written to. Throws UserError where that cannot be done. */
export class ReportFile {
  readonly collector = new ReportCollector();
  readonly #path: string;
  readonly #format: FormatName;
  readonly #write: (rendered: Rendered) => Promise<number>;
  readonly #setting: string;

  private constructor(
    path: string,
    format: FormatName,
    write: (rendered: Rendered) => Promise<number>,
    setting: string,
  ) {
    this.#path = path;
    this.#format = format;
    this.#write = write;
    this.#setting = setting;
  }

  /** `inputs` are files that are read, and may not be replaced. Without a format the suffix of the file decides. */
  static async open(
    setting: string,
    path: string,
    inputs: readonly string[],
    format: FormatName = formatOf(setting, path),
  ): Promise<ReportFile> {
    const { suffix, check }: ReportFormat = reportFormats[format];
    await check?.(setting);
    // A resumed run changes the directory.
    const place = path === '-' ? path : resolve(path);
    const write = suffix === '/' ? toFolder(setting, place) : toFile(setting, place, inputs);
    return new ReportFile(path, format, write, setting);
  }

  /** Null if there is nothing to report. */
  async write(title: string | null, warn: Warn, look: Look = defaultLook): Promise<ReportedEvent | null> {
    const data: ReportData = { title, groups: this.#groups(warn) };
    if (data.groups.length === 0) return null;
    const rendering = { look, setting: this.#setting, warn };
    const bytes = await this.#write(await reportFormats[this.#format].render(data, rendering));
    return {
      event: 'reported',
      path: this.#path,
      format: this.#format,
      bytes,
      runs: data.groups.reduce((sum, { runs }) => sum + runs.length, 0),
      groups: data.groups.length,
      interrupted: data.groups.some(({ interrupted }) => interrupted),
    };
  }

  #groups(warn: Warn): Group[] {
    return groupExperiments(this.collector.groups(), analysis, ({ start }, seeds) => {
      const which = `${plural(seeds.length, 'seed')} of ${start.data.paths.join(', ')} (${seeds.join(', ')})`;
      warn(
        `${which} ${seeds.length === 1 ? 'is' : 'are'} there twice with the same settings; one of them is used`,
        'metrics',
      );
    });
  }
}

type Rendered = Awaited<ReturnType<ReportFormat['render']>>;

/** Returns the number of bytes. */
function toFile(setting: string, path: string, inputs: readonly string[]): (rendered: Rendered) => Promise<number> {
  const output = openOutput(path, inputs, setting);
  return async rendered => {
    const bytes = typeof rendered === 'string' ? Buffer.from(rendered) : (rendered as Uint8Array);
    await output(write => write(bytes));
    return bytes.length;
  };
}

/** Makes the directory. Files of other names stay in it. */
function toFolder(setting: string, folder: string): (rendered: Rendered) => Promise<number> {
  makeOutputFolder(setting, folder);
  checkOutputFile(setting, join(folder, 'events'), []);
  return async rendered => {
    let length = 0;
    for (const { path, bytes } of rendered as readonly FileOfReport[]) {
      const file = join(folder, path);
      makeOutputFolder(setting, dirname(file));
      await replaceFile(setting, file, fd => writeAll(fd, bytes, 0));
      length += bytes.length;
    }
    return length;
  };
}

function makeOutputFolder(setting: string, folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UserError(`${setting}: ${folder}: ${whyNot(error)}`);
  }
}

/** "report.html: 40 runs, 175 kB" */
export function describeReported({ path, bytes, runs, interrupted }: ReportedEvent): string {
  const missing = interrupted ? '; some runs are missing or incomplete' : '';
  return `${path}: ${plural(runs, 'run')}, ${formatCount(Math.max(1, Math.round(bytes / 1000)))} kB${missing}`;
}
