/** Reads columns of whole numbers that are not kept exactly once more, as texts, and those that are quantities as numbers again. */

import type { Warn } from '../../base/warn.ts';
import type { ForcedKinds } from '../tables/blocks/reader.ts';
import { codesIn, codesWarning, lossyColumns, refuseCodes } from '../tables/codes.ts';
import type { RequestedKinds } from '../tables/columns.ts';
import { type BlockStore, closedOnFailure } from '../tables/store/store.ts';

export interface CodesContext {
  readonly names: readonly string[];
  readonly requested: RequestedKinds;
  readonly warn: Warn;
  read(kinds: ForcedKinds): Promise<BlockStore>;
}

/** The store, or another in its place, which was read by these kinds. Throws UserError where numbers were asked for that would become one. */
export async function settleCodes(store: BlockStore, kinds: ForcedKinds, context: CodesContext): Promise<BlockStore> {
  const { names, requested, read } = context;
  const lossy = lossyColumns(store, names.length).filter(
    column => !kinds.has(column) || requested.get(column) === 'numeric',
  );
  if (lossy.length === 0) return store;
  store.close();
  const asTexts = new Map([...kinds, ...lossy.map(column => [column, 'text'] as const)]);
  const texts = await read(asTexts);
  const quantities = await closedOnFailure(texts, () => lossy.filter(column => !areCodes(texts, column, context)));
  if (quantities.length === 0) return texts;
  texts.close();
  return read(new Map([...asTexts, ...quantities.map(column => [column, 'number'] as const)]));
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
