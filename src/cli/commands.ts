/** Every command; its row says what it takes and what it does. */

import type { Command } from './rows/row.ts';
import { runs } from './rows/runs.ts';
import { tablesAndModels } from './rows/tables-and-models.ts';
import { tools } from './rows/tools.ts';

/** In the order of the help. */
const table = { ...runs, ...tablesAndModels, ...tools };

export type CommandName = keyof typeof table;
export const commands: Readonly<Record<CommandName, Command>> = table;
export const commandNames = Object.keys(table) as readonly CommandName[];
/** The command of `bntrain FILE`. */
export const defaultCommand: CommandName = 'compare';
