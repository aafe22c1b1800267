/** What there is to say of a command: its help, its arguments and flags, and its code, which is loaded only when it is called. */

import type { SettingKey } from '../../settings/table.ts';
import type { Invocation } from '../command.ts';
import type { Changes, FlagKey, OwnFlagKey } from '../flags.ts';

export interface Argument {
  /** Name and arguments as in usage: "<files...>". */
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface Command {
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  /** The flags that the short help shows, in this order; absent if it shows all. */
  readonly common?: readonly FlagKey[];
  /** The settings that have an effect. */
  readonly settings: readonly SettingKey[];
  /** Settings that have no flag here, and are taken from config files all the same. */
  readonly fileSettings?: readonly SettingKey[];
  readonly flags: readonly OwnFlagKey[];
  /** Settings that may have several values. */
  readonly several?: readonly SettingKey[];
  /** Flags whose help differs from that in the table of flags. */
  readonly changes?: { readonly [K in FlagKey]?: Partial<Changes> };
  /** Defaults that differ from those of the settings. */
  readonly defaults?: { readonly [K in SettingKey]?: string };
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Whether the first argument is a file. If there is no such file, it may be a mistyped command. */
  readonly takesTable?: true;
  run(invocation: Invocation): Promise<void>;
}

/** The argument that names the files of a table. */
export const FILES = '<files...>';

export const files: Argument = {
  name: FILES,
  help: 'CSV, Parquet or JSON lines, or gzipped; several files or a directory of one table; - or a pipe for standard input',
};
