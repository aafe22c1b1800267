/** The signs of a dialect, as people give them. */

import { UserError } from '../../../base/errors.ts';

/** What says that there is no such sign, as in `--quote none`. */
export const NONE = 'none';

/** Null is none. */
export interface DialectCharacters {
  delimiter: string;
  quote: string | null;
  /** Makes a quote inside quotes an ordinary character. */
  escape: string | null;
  comment: string | null;
  decimal: string;
  thousands: string | null;
}

/** Throws UserError for what is not one ASCII character; a tab can be spelled. */
export function characterOf(option: string, given: string): string {
  const sign = given === '\\t' || given === 'tab' ? '\t' : given;
  if (/^[\t -~]$/.test(sign)) return sign;
  throw new UserError(`${option} is '${given}'; expected one ASCII character, or 'tab'`);
}

/** Throws UserError for two that are the same. */
export function refuseClashes(characters: DialectCharacters): void {
  const { delimiter, quote, comment, decimal, thousands } = characters;
  const all = { delimiter, quote, escape: characters.escape, comment, decimal, thousands };
  const signs = Object.entries(all).filter(([, sign]) => sign !== null);
  // Between quotes, numbers may have the sign that parts fields.
  const mayShare = (option: string, other: string) =>
    quote !== null && option === 'delimiter' && (other === 'decimal' || other === 'thousands');
  for (const [at, [option, sign]] of signs.entries()) {
    const clash = signs.slice(at + 1).find(([other, same]) => same === sign && !mayShare(option, other));
    if (clash === undefined) continue;
    throw new UserError(`${option} and ${clash[0]} are both '${sign}'; give each a sign of its own`);
  }
}
