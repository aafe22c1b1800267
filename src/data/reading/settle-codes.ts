/** Reads columns of whole numbers that are not kept exactly once more, as texts, and those that are quantities as numbers again. */

import type { Warn } from '../../base/warn.ts';
import type { ForcedKinds } from '../tables/blocks/reader.ts';
import { isLossy } from '../tables/cells/whole-numbers.ts';
import { codesIn, codesWarning, lossyColumns, refuseCodes } from '../tables/codes.ts';
import type { RequestedKinds } from '../tables/columns.ts';
import { type BlockStore, closedOnFailure } from '../tables/store/store.ts';

export interface CodesContext {
  readonly names: readonly string[];
  readonly requested: RequestedKinds;
  /** Decides by itself which words mean a missing cell (choosing/target-words.ts). */
  readonly target: number;
  readonly warn: Warn;
  /** Keeps which columns hold codes. */
  readonly finder: { setCodes(column: number, example: string | null): void };
  read(kinds: ForcedKinds): Promise<BlockStore>;
}

/** The store, or another in its place, which was read by these kinds. Throws UserError where numbers were asked for that would become one. */
export async function settleCodes(
  store: BlockStore,
  kinds: ForcedKinds,
  context: CodesContext,
): Promise<{ store: BlockStore; kinds: ForcedKinds }> {
  const { names, requested, target, finder, read } = context;
  const lossy = lossyColumns(store, names.length).filter(
    column => !kinds.has(column) || requested.get(column) === 'numeric',
  );
  if (lossy.length === 0) return { store, kinds };
  const asTexts = new Map([...kinds, ...lossy.map(column => [column, 'text'] as const)]);
  for (const column of lossy) if (column !== target) finder.setCodes(column, sampleOf(store, column));
  store.close();
  const texts = await read(asTexts);
  const quantities = await closedOnFailure(texts, () => lossy.filter(column => !areCodes(texts, column, context)));
  if (quantities.length === 0) return { store: texts, kinds: asTexts };
  texts.close();
  for (const column of quantities) finder.setCodes(column, null);
  const settled = new Map([...asTexts, ...quantities.map(column => [column, 'number'] as const)]);
  return { store: await read(settled), kinds: settled };
}

/** A cell of the column that is not kept exactly. */
function sampleOf({ blocks }: BlockStore, column: number): string {
  return blocks.map(({ samples }) => samples.get(column) ?? '').find(isLossy)!;
}

/** Whether a column stays text, with a warning. */
function areCodes(store: BlockStore, column: number, { names, requested, warn }: CodesContext): boolean {
  const codes = codesIn(store, column);
  if (codes === null) return false;
  if (requested.get(column) !== 'numeric') {
    warn(codesWarning(names[column]!, codes), 'column-kind');
    return true;
  }
  if (codes.kind === 'merged') throw refuseCodes(names[column]!, codes.texts);
  return false;
}
