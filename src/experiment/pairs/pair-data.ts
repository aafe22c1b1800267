/**
 * The data of pairs. The table is read once. Each split has an encoding of its own, which is fitted on its training rows; it is
 * kept until its pairs are trained, and then its memory is used for another split.
 */

import { UserError } from '../../base/errors.ts';
import { STANDARD_INPUT } from '../../base/files/standard-input.ts';
import type { Warning, WarningCode } from '../../base/warn.ts';
import { type LoadContext, type LoadedData, loadData, type OpenTable, openTable } from '../../data/load.ts';
import { type Engine, type ReusedMemory, reusedMemory } from '../../kernels/engine.ts';
import type { Config } from '../../settings/config.ts';
import type { PairCrew } from './pair-crew.ts';

const TOO_LARGE =
  'standard input: its rows exceed ⟪memory⟫, so they would have to be read again for each seed; give a file, or more memory';

export interface SplitData {
  readonly data: LoadedData;
  /** Called when no pair needs the rows any more. */
  release(): void;
}

export class PairData {
  readonly #paths: readonly string[];
  readonly #engine: Engine;
  readonly #context: Omit<LoadContext, 'warn'>;
  readonly #idle: ReusedMemory[];
  #table: OpenTable | null = null;
  #isStored = false;

  constructor(paths: readonly string[], { engine, idle }: PairCrew, context: Omit<LoadContext, 'warn'>) {
    this.#paths = paths;
    this.#engine = engine;
    this.#idle = idle;
    this.#context = context;
  }

  /** Whether the rows of this experiment stay in a file; known once a split was loaded. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Throws UserError. */
  async load(config: Config, warnings: Warning[]): Promise<SplitData> {
    const reused = this.#idle.pop() ?? reusedMemory(this.#engine);
    reused.reset();
    const warn = (message: string, code: WarningCode) => warnings.push({ message, code });
    const data = await this.#read(config, reused, { ...this.#context, warn });
    this.#isStored = data.description.location === 'file';
    return {
      data,
      release: () => {
        data.close();
        this.#idle.push(reused);
      },
    };
  }

  /** A table whose rows stay in a file is opened again, because training closes the file. */
  async #read(config: Config, { memory }: ReusedMemory, context: LoadContext): Promise<LoadedData> {
    if (this.#isStored) {
      if (this.#paths.includes(STANDARD_INPUT)) throw new UserError(TOO_LARGE);
      return loadData(this.#paths, config, 'float32', memory, context);
    }
    this.#table ??= await openTable(this.#paths, config, context);
    return this.#table.load(config, 'float32', memory, context, true);
  }

  async end(): Promise<void> {
    await this.#table?.end();
    this.#table?.close();
  }
}

/** Max bytes of rows of all pairs at once: the memory that threads share is a little larger. */
const MAX_ROW_BYTES = 3 * 2 ** 30;

/** How many pairs have their rows in memory at once, beside those of the next one. `budget` is in bytes. */
export function pairsInMemory({ description }: LoadedData, budget: number): number {
  const bytes = 4 * description.features * (description.trainRows + description.validationRows);
  return Math.max(Math.floor(Math.min(budget, MAX_ROW_BYTES) / bytes) - 1, 1);
}
