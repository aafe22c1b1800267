/** Messages of the library name settings as properties, and warnings are part of what a function returns. */

import { UserError } from '../base/errors.ts';
import { asProperty, nameSettings, nameSettingsIn } from '../base/text/setting-names.ts';
import type { Warn } from '../base/warn.ts';

export interface Warned {
  readonly warnings: readonly string[];
}

/** Runs `work`; errors and texts get names of properties. */
export async function withProperties<T extends object>(work: (warn: Warn) => Promise<T>): Promise<T & Warned> {
  const warnings: string[] = [];
  try {
    const result = await work(message => warnings.push(nameSettings(message, asProperty)));
    return { ...nameSettingsIn(result, asProperty), warnings };
  } catch (error) {
    throw withPropertyNames(error);
  }
}

/** The same error with names of properties; any other error as it is. */
export function withPropertyNames(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const named = new UserError(nameSettings(error.message, asProperty), { cause: error });
  named.name = error.name;
  return named;
}

/** A file, or several. */
export type Files = string | readonly string[];

export function listOf(files: Files): readonly string[] {
  return typeof files === 'string' ? [files] : files;
}
