/**
 * Rows that a condition keeps, as in `--where "age > 18 and island != 'Dream'"`.
 *
 * Text compares with text, by code unit; numbers with numbers; dates with dates in quotes, written in any way that columns
 * of dates are, if it has one meaning only (without a time of day they mean midnight, UTC). true and false are the words
 * in a column of text, in any case, and 1 and 0 in a column of numbers. In a column of booleans, all of these and its
 * words mean the same.
 *
 * A comparison with something missing is false, whatever its sign: `age != 5` does not keep rows without age, and
 * neither does `age not in (5)`. `not` turns true and false around and knows nothing of missing, so `not (age > 5)` keeps
 * them. `is missing` asks. Arithmetic with a missing number is missing.
 *
 * Nothing of the text is ever run as code: the parsed condition becomes closures over typed arrays.
 */

import { UserError } from '../../../base/errors.ts';
import type { ColumnValues, TextValues } from '../../../base/numbers/values.ts';
import { printable } from '../../../base/text/format.ts';
import { globMatcher } from '../../../base/text/glob.ts';
import { columnHint, nearestName } from '../../../base/text/nearest-name.ts';
import { MISSING_WORDS } from '../../tables/blocks/reader.ts';
import { numberOfWord } from '../../tables/cells/booleans.ts';
import { formatDate, parseDate } from '../../tables/cells/dates.ts';
import { isLossy, isWhole } from '../../tables/cells/whole-numbers.ts';
import { dateParser } from '../../tables/styles/date-format.ts';
import { findMonthFormat, findTimeFormat } from '../../tables/styles/find-month-format.ts';
import * as conditions from './conditions.ts';
import { refuseRounded } from './lossy.ts';
import {
  areBooleans,
  chain,
  constant,
  describe,
  isColumn,
  mismatch,
  type NumberOperand,
  numberColumn,
  type Operand,
  STRETCH,
} from './operands.ts';
import type { Expression, Literal, Sign, Where } from './parse.ts';

type Condition = conditions.Condition;

/** Throws UserError where the condition names a column that is not among the names. */
export function checkColumns(where: Where, names: readonly string[]): void {
  const known = new Set(names);
  for (const column of where.columns) {
    if (known.has(column)) continue;
    const near = nearestName(column, names);
    const text = near === undefined ? ` (a text stands in quotes: '${printable(column)}')` : '';
    throw new UserError(`⟪where⟫: there is no column '${printable(column)}'${text}; ${columnHint(column, names)}`);
  }
}

/**
 * (rows) 1 for each row that is kept, else 0. `values` holds the condition's columns, each of `rows` values, and may hold
 * others; `dates` names those whose numbers are dates, and `lossy` those with whole numbers of more digits than are kept. Throws UserError, before any row is looked at, for columns that
 * are not there and types that do not go together.
 */
export function selectRows(
  where: Where,
  values: ReadonlyMap<string, ColumnValues>,
  rows: number,
  dates: ReadonlySet<string>,
  lossy: ReadonlySet<string> = new Set(),
): Uint8Array {
  checkColumns(where, [...values.keys()]);
  const condition = new Compiler(values, rows, dates, lossy).condition(where.expression);
  const keep = new Uint8Array(rows);
  for (let begin = 0; begin < rows; begin += STRETCH) {
    const end = Math.min(begin + STRETCH, rows);
    condition(begin, end, keep.subarray(begin, end));
  }
  return keep;
}

class Compiler {
  readonly #values: ReadonlyMap<string, ColumnValues>;
  readonly #rows: number;
  readonly #dates: ReadonlySet<string>;
  readonly #lossy: ReadonlySet<string>;

  constructor(
    values: ReadonlyMap<string, ColumnValues>,
    rows: number,
    dates: ReadonlySet<string>,
    lossy: ReadonlySet<string>,
  ) {
    this.#values = values;
    this.#rows = rows;
    this.#dates = dates;
    this.#lossy = lossy;
  }

  condition(expression: Expression): Condition {
    switch (expression.kind) {
      case 'or':
        return conditions.disjunction(expression.operands.map(operand => this.condition(operand)));
      case 'and':
        return conditions.conjunction(expression.operands.map(operand => this.condition(operand)));
      case 'not':
        return conditions.negation(this.condition(expression.operand));
      case 'comparison':
        return this.#compare(expression.sign, this.#operand(expression.left), this.#operand(expression.right));
      case 'between':
        return this.#between(expression);
      case 'in':
        return this.#in(this.#operand(expression.operand), expression.items, expression.negated);
      case 'like':
        return this.#like(this.#operand(expression.operand), expression.pattern, expression.negated);
      case 'missing':
        return this.#missing(this.#operand(expression.operand), expression.negated);
      case 'truth':
        return conditions.always(expression.value);
      default: {
        const operand = this.#operand(expression);
        const and = isColumn(operand) ? ' and' : '';
        throw new UserError(`⟪where⟫: ${describe(operand)}${and} is no condition; compare it with something`);
      }
    }
  }

  #operand(expression: Expression): Operand {
    switch (expression.kind) {
      case 'number':
        return constant(expression.value, 'number', expression.written);
      case 'text':
        return { type: 'text', text: expression.text };
      case 'truth':
        return { type: 'truth', value: expression.value };
      case 'column':
        return this.#column(expression.name);
      case 'negative':
        return chain(constant(-1), [{ sign: '*', operand: this.#number(expression.operand) }]);
      case 'chain':
        return chain(
          this.#number(expression.first),
          expression.rest.map(({ sign, operand }) => ({ sign, operand: this.#number(operand) })),
        );
      default:
        throw new UserError('⟪where⟫: a condition stands where a value is expected; join conditions with and, or, not');
    }
  }

  #column(name: string): Operand {
    const column = this.#values.get(name)!;
    if (column.type === 'texts') return { type: 'texts', name, column };
    return numberColumn(name, column.values, this.#dates.has(name) ? 'date' : 'number', this.#lossy.has(name));
  }

  /** What arithmetic can be done with. */
  #number(expression: Expression): NumberOperand {
    const operand = this.#operand(expression);
    if (operand.type === 'number') return operand;
    const and = isColumn(operand) ? ' and' : '';
    throw new UserError(`⟪where⟫: ${describe(operand)}${and} cannot be calculated with`);
  }

  #compare(sign: Sign, left: Operand, right: Operand): Condition {
    if (left.type === 'truth' || right.type === 'truth') return this.#compareTruth(sign, left, right);
    if (left.type === 'texts' && right.type === 'texts') {
      return conditions.compareTextColumns(sign, left.column, right.column);
    }
    if (left.type === 'texts' && right.type === 'text') {
      return conditions.byCategory(left.column, text => conditions.compares(sign, text, right.text));
    }
    if (right.type === 'texts' && isConstant(left)) return this.#compare(conditions.turned[sign], right, left);
    if (
      left.type === 'texts' &&
      isConstant(right) &&
      truthOf(left.column, right.source.value) !== null &&
      /^!?=$/.test(sign)
    ) {
      return this.#in(left, [{ kind: 'truth', value: right.source.value === 1 }], sign === '!=');
    }
    if (left.type === 'texts' && areCodes(left.column) && isConstant(right)) {
      const whole = wholeOf(right.source);
      if (whole !== null) {
        return conditions.byCategory(
          left.column,
          text => isWhole(text) && conditions.compares(sign, BigInt(text), whole),
        );
      }
    }
    if (left.type === 'text' && right.type === 'text') {
      return conditions.always(conditions.compares(sign, left.text, right.text));
    }
    // What is left has the column on its left, or two of numbers.
    if (left.type === 'text') return this.#compare(conditions.turned[sign], right, left);
    if (left.type === 'date' && right.type === 'text') {
      return conditions.compareNumbers(sign, left, constant(dateOf(left, right.text), 'date'));
    }
    if (left.type === 'texts' || right.type === 'texts' || right.type === 'text' || left.type !== right.type) {
      throw mismatch(left, right, this.#values.keys());
    }
    refuseRounded(left, right, this.#rows);
    return conditions.compareNumbers(sign, left, right);
  }

  #compareTruth(sign: Sign, left: Operand, right: Operand): Condition {
    if (left.type === 'truth' && right.type === 'truth') throw mismatch(left, right, this.#values.keys());
    if (left.type === 'truth') return this.#compareTruth(sign, right, left);
    if (sign !== '=' && sign !== '!=')
      throw new UserError(`⟪where⟫: true and false are compared with = or !=, not ${sign}`);
    if (right.type !== 'truth') throw mismatch(left, right, this.#values.keys());
    return this.#in(left, [{ kind: 'truth', value: right.value }], sign === '!=');
  }

  #between({ operand, bounds, negated }: Extract<Expression, { kind: 'between' }>): Condition {
    const value = this.#operand(operand);
    const min = this.#operand(bounds.min);
    const max = this.#operand(bounds.max);
    return negated
      ? conditions.disjunction([this.#compare('<', value, min), this.#compare('>', value, max)])
      : conditions.conjunction([this.#compare('>=', value, min), this.#compare('<=', value, max)]);
  }

  #in(operand: Operand, items: readonly Literal[], negated: boolean): Condition {
    if (operand.type === 'number' || operand.type === 'date') {
      for (const item of items) {
        const value = this.#operand(item);
        if (value.type === 'number') refuseRounded(operand, value, this.#rows);
      }
      return conditions.numberIn(
        operand,
        items.map(item => this.#numberOf(operand, item)),
        negated,
      );
    }
    const texts = new Set<string>();
    const words = new Set<string>();
    const codes = new Set<bigint>();
    const truths = new Set<number>();
    for (const item of items) {
      const truth =
        operand.type === 'texts' ? truthOf(operand.column, item.kind === 'text' ? item.text : item.value) : null;
      const code =
        operand.type === 'texts' && item.kind === 'number' && areCodes(operand.column) ? wholeOf(item) : null;
      if (truth !== null) truths.add(truth);
      else if (code !== null) codes.add(code);
      else if (item.kind === 'text') texts.add(item.text);
      else if (item.kind === 'truth' && operand.type === 'texts') words.add(String(item.value));
      else throw mismatch(operand, this.#operand(item), this.#values.keys());
    }
    const among = (text: string) =>
      texts.has(text) ||
      (words.size > 0 && words.has(text.toLowerCase())) ||
      (codes.size > 0 && isWhole(text) && codes.has(BigInt(text))) ||
      (truths.size > 0 && truths.has(numberOfWord(text)));
    if (operand.type === 'texts') return conditions.byCategory(operand.column, text => among(text) !== negated);
    if (operand.type === 'text') return conditions.always(among(operand.text) !== negated);
    throw mismatch(operand, this.#operand(items[0]!), this.#values.keys());
  }

  #numberOf(operand: NumberOperand, item: Literal): number {
    if (operand.type === 'date' && item.kind === 'text') return dateOf(operand, item.text);
    if (operand.type === 'number' && item.kind === 'number') return item.value;
    if (operand.type === 'number' && item.kind === 'truth') return item.value ? 1 : 0;
    throw mismatch(operand, this.#operand(item), this.#values.keys());
  }

  #like(operand: Operand, pattern: string, negated: boolean): Condition {
    const matches = globMatcher(pattern);
    if (operand.type === 'texts') return conditions.byCategory(operand.column, text => matches(text) !== negated);
    if (operand.type === 'text') return conditions.always(matches(operand.text) !== negated);
    throw new UserError(`⟪where⟫: ${describe(operand)}, and like is for text; compare numbers with = < > or between`);
  }

  #missing(operand: Operand, negated: boolean): Condition {
    if (operand.type === 'texts') return conditions.byCategory(operand.column, () => negated, !negated);
    if (operand.type === 'text' || operand.type === 'truth') return conditions.always(negated);
    const missing = conditions.numberIsMissing(operand);
    return negated ? conditions.negation(missing) : missing;
  }
}

/** Whether a column's texts are whole numbers that were kept apart as texts (tables/codes.ts), which are compared with numbers. */
function areCodes({ categories }: TextValues): boolean {
  return categories.some(isLossy) && categories.every(text => isWhole(text) || MISSING_WORDS.includes(text));
}

/** 1 or 0 where the value is one of these, or true or false, and the column has booleans; else null. */
function truthOf({ categories }: TextValues, value: string | number | boolean): number | null {
  if (typeof value !== 'boolean' && value !== 0 && value !== 1) return null;
  return areBooleans(categories) ? Number(value) : null;
}

type Constant = NumberOperand & { readonly source: Extract<NumberOperand['source'], { kind: 'constant' }> };

function isConstant(operand: Operand): operand is Constant {
  return operand.type === 'number' && operand.source.kind === 'constant';
}

/** All digits of a number; null where it has a fraction. */
function wholeOf({ value, written }: { readonly value: number; readonly written?: string | undefined }): bigint | null {
  if (written !== undefined) return BigInt(written);
  return Number.isInteger(value) ? BigInt(value) : null;
}

function dateOf(operand: Operand, text: string): number {
  const given = text.trim();
  const date = parseDate(given);
  const dayFirst = parseDate(given, 'dmy');
  if (date !== null && date.seconds === dayFirst!.seconds) return date.seconds;
  if (date !== null) {
    throw new UserError(
      `⟪where⟫: '${printable(text)}' may be ${formatDate(date.seconds)} or ${formatDate(dayFirst!.seconds)}; write the year ` +
        `first, as in '${formatDate(date.seconds)}'`,
    );
  }
  const format = /^\d{4}-\d\d$/.test(given) ? '%Y-%m' : shortFormat(given);
  const seconds = format === null ? Number.NaN : dateParser(format)!(given);
  if (!Number.isNaN(seconds)) return seconds;
  throw new UserError(
    `⟪where⟫: ${describe(operand)}, and '${printable(text)}' is no date of the form '2024-01-31' or '2024-01-31 12:00'`,
  );
}

/** The format of a month or a time of day that can be nothing else. */
function shortFormat(text: string): string | null {
  const found = findMonthFormat([text]) ?? findTimeFormat([text]);
  return found === null || found.ambiguous ? null : found.format;
}
