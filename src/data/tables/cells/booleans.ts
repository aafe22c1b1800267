/**
 * Words that mean no and yes. Programs write the same booleans as `True`, `true`, `TRUE` or 1, so a word is known by its meaning,
 * not by its spelling. Exported modules contain this file, so it needs nothing from Node.
 */

type Pair = readonly [no: string, yes: string];

const TRUTH: Pair = ['false', 'true'];
const WORDS: readonly Pair[] = [TRUTH, ['no', 'yes'], ['f', 't'], ['n', 'y'], ['off', 'on']];
const DIGITS: readonly Pair[] = [
  ['0', '1'],
  ['0.0', '1.0'],
];
const cases: readonly ((word: string) => string)[] = [
  word => word,
  word => word.toUpperCase(),
  word => `${word[0]!.toUpperCase()}${word.slice(1)}`,
];
/** A column of booleans has no more texts: both words in these cases, and the digits. */
const MAX_TEXTS = 2 * cases.length + DIGITS.flat().length;

/** How a column writes no and yes, the first of each, where its texts are words of one pair, perhaps with digits beside them; else null. */
export function booleanPair(texts: readonly string[]): Pair | null {
  if (texts.length < 2 || texts.length > MAX_TEXTS || texts.every(text => DIGITS.flat().includes(text))) return null;
  const lower = texts.map(text => text.toLowerCase());
  for (const words of WORDS) {
    const means = (text: string, side: 0 | 1) => [words, ...DIGITS].some(pair => pair[side] === text);
    const [no, yes] = [lower.findIndex(text => means(text, 0)), lower.findIndex(text => means(text, 1))];
    if (no >= 0 && yes >= 0 && lower.every(text => means(text, 0) || means(text, 1))) return [texts[no]!, texts[yes]!];
  }
  return null;
}

/** All that means no and all that means yes, as it is usually spelled. */
function spellingsOf(words: readonly Pair[]): [no: string[], yes: string[]] {
  const all = [...words.flatMap(([no, yes]) => cases.map((cased): Pair => [cased(no), cased(yes)])), ...DIGITS];
  return [all.map(([no]) => no), all.map(([, yes]) => yes)];
}

/** The number of a word that means no or yes; NaN for any other text. */
export function numberOfWord(text: string): number {
  return numbersOfWords.get(text) ?? Number.NaN;
}

const numbersOfWords: ReadonlyMap<string, number> = new Map(
  spellingsOf(WORDS).flatMap((words, side) => words.map(word => [word, side] as const)),
);

/** Whether numbers that are classes may be meant as booleans. */
export function areDigits(names: readonly string[]): boolean {
  return names.length === 2 && DIGITS[0]!.every(digit => names.includes(digit));
}

/**
 * Texts that mean the same as one of the names, each with the name's index: of two names that are booleans, and of false and
 * true among others, such as False, NA and True.
 */
export function otherSpellings(names: readonly string[]): (readonly [text: string, index: number])[] {
  const arePair = names.length === 2 && (areDigits(names) || booleanPair(names) !== null);
  const sides = arePair ? spellingsOf(WORDS) : spellingsOf([TRUTH]);
  const known = new Set(names);
  const indices = sides.map(side => names.findIndex(name => side.includes(arePair ? name.toLowerCase() : name)));
  const spelled = arePair || sides.every((_, side) => /^(true|false)$/i.test(names[indices[side]!] ?? ''));
  if (!spelled) return [];
  return sides.flatMap((side, n) => side.filter(text => !known.has(text)).map(text => [text, indices[n]!] as const));
}
