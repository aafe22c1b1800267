/** Names settings in messages as properties, and returns warnings as part of the result. */

import { UserError } from '../base/errors.ts';
import { asProperty, nameSettings, nameSettingsIn } from '../base/text/setting-names.ts';
import type { Warn } from '../base/warn.ts';

export interface Warned {
  readonly warnings: readonly string[];
}

/** Runs `work`; its errors and texts name settings as properties. */
export async function withProperties<T extends object>(work: (warn: Warn) => Promise<T>): Promise<T & Warned> {
  const warnings: string[] = [];
  try {
    const result = await work(message => warnings.push(nameSettings(message, asProperty)));
    return { ...nameSettingsIn(result, asProperty), warnings };
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

export function listOf(files: Files): readonly string[] {
  return typeof files === 'string' ? [files] : files;
}
