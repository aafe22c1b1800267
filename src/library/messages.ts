/** Names settings in messages as properties, and returns warnings as part of the result. */

import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import { asProperty, nameSettings, nameSettingsIn } from '../base/text/setting-names.ts';
import type { Warn, Warning } from '../base/warn.ts';
import { groupWarnings } from '../base/warning-groups.ts';

export interface Warned {
  readonly warnings: readonly string[];
}

/** Runs `work`; its errors and texts name settings as properties. */
export async function withProperties<T extends object>(work: (warn: Warn) => Promise<T>): Promise<T & Warned> {
  const warnings: Warning[] = [];
  try {
    const result = await work((message, code) => warnings.push({ message, code }));
    const messages = groupWarnings(warnings).map(({ message }) => nameSettings(message, asProperty));
    return { ...nameSettingsIn(result, asProperty), warnings: messages };
  } catch (error) {
    throw withPropertyNames(error);
  }
}

/** The error with settings named as properties; an error other than UserError is unchanged. */
export function withPropertyNames(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const named = new UserError(nameSettings(error.message, asProperty), { cause: error });
  named.name = error.name;
  return named;
}

/** One file, or several files of one table. */
export type Files = string | readonly string[];

/** Throws UserError. */
export function listOf(files: Files): readonly string[] {
  const paths = typeof files === 'string' ? [files] : files;
  const valid = Array.isArray(paths) && paths.length > 0 && paths.every(path => typeof path === 'string');
  if (!valid) throw new UserError(`files: got ${JSON.stringify(files)}, takes a file, or an array of them`);
  return paths;
}

/** The names of all options of a function, which the compiler keeps complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** An unknown option would have no effect, unnoticed. Throws UserError. */
export function checkOptions<Options extends object>(options: Options, names: OptionNames<Options>): void {
  const unknown = Object.keys(options).find(key => !Object.hasOwn(names, key));
  if (unknown === undefined) return;
  const known = Object.keys(names);
  throw new UserError(`${unknown}: is no option; the options are ${list(known, known.length)}`);
}
