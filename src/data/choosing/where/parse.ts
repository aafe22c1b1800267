/**
 * The grammar of conditions, from the loosest binding to the tightest:
 *
 *     or:          and { "or" and }
 *     and:         not { "and" not }
 *     not:         { "not" } comparison
 *     comparison:  sum [ sign sum | ["not"] "in" "(" literal { "," literal } ")" | ["not"] "between" sum "and" sum
 *                  | ["not"] "like" text | "is" ["not"] "missing" ]
 *     sum:         product { ("+" | "-") product }
 *     product:     negation { ("*" | "/" | "%") negation }
 *     negation:    { "-" | "+" } ( number | text | column | "true" | "false" | "(" or ")" )
 *
 * with the signs = == != <> < <= > >= and keywords in any case. What is repeated becomes one node with many operands, so
 * a tree is as deep as its parentheses and no deeper, and recursion over it is bounded.
 */

import { isWhole } from '../../tables/cells/whole-numbers.ts';
import { syntaxError, type Token, type TokenKind, tokenize } from './tokens.ts';

export type Sign = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Literal =
  /** `written` is there where the value may be another number than the digits say. */
  | { readonly kind: 'number'; readonly value: number; readonly written?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'truth'; readonly value: boolean };

export type Expression =
  | Literal
  | { readonly kind: 'column'; readonly name: string; readonly bare: boolean }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | { readonly kind: 'chain'; readonly first: Expression; readonly rest: readonly Link[] }
  | { readonly kind: 'comparison'; readonly sign: Sign; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly items: readonly Literal[]; readonly negated: boolean }
  | { readonly kind: 'between'; readonly operand: Expression; readonly bounds: Bounds; readonly negated: boolean }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: string; readonly negated: boolean }
  | { readonly kind: 'missing'; readonly operand: Expression; readonly negated: boolean }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] };

/** A step of a sum or product, taken from left to right. */
export interface Link {
  readonly sign: '+' | '-' | '*' | '/' | '%';
  readonly operand: Expression;
}

export interface Bounds {
  readonly min: Expression;
  readonly max: Expression;
}

export interface Where {
  /** As it was written. */
  readonly text: string;
  /** The columns it names, each once, in the order in which they first occur. */
  readonly columns: readonly string[];
  readonly expression: Expression;
}

const DEEPEST = 200;
const signs: Readonly<Record<string, Sign>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'between', 'like', 'is', 'true', 'false']);

/** Throws UserError, with the place, for what is not a condition. Columns and types are checked against a table later. */
export function parseWhere(text: string): Where {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #columns = new Set<string>();
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): Where {
    const expression = this.#or();
    if (this.#token.kind !== 'end') throw this.#expected("'and', 'or' or the end");
    return { text: this.#text, columns: [...this.#columns], expression };
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #or(): Expression {
    const operands = [this.#and()];
    while (this.#takeWord('or')) operands.push(this.#and());
    return operands.length === 1 ? operands[0]! : { kind: 'or', operands };
  }

  #and(): Expression {
    const operands = [this.#not()];
    while (this.#takeWord('and')) operands.push(this.#not());
    return operands.length === 1 ? operands[0]! : { kind: 'and', operands };
  }

  #not(): Expression {
    let negated = false;
    let any = false;
    while (this.#takeWord('not')) {
      negated = !negated;
      any = true;
    }
    const operand = this.#comparison();
    if (!any) return operand;
    // An even number of them leaves the value as it is, but it must still be a condition.
    const once: Expression = { kind: 'not', operand };
    return negated ? once : { kind: 'not', operand: once };
  }

  #comparison(): Expression {
    const left = this.#sum();
    const sign = this.#takeComparison();
    if (sign !== null) return this.#compared(sign, left);
    if (this.#takeWord('is')) {
      const negated = this.#takeWord('not');
      if (!this.#takeWord('missing')) throw this.#expected("'missing' or 'not missing'");
      return { kind: 'missing', operand: left, negated };
    }
    const negated = this.#takeWord('not');
    if (this.#takeWord('in')) return { kind: 'in', operand: left, items: this.#items(), negated };
    if (this.#takeWord('between')) return { kind: 'between', operand: left, bounds: this.#bounds(), negated };
    if (this.#takeWord('like')) {
      const pattern = this.#take('text', "a pattern in quotes, such as 'p*',").text;
      return { kind: 'like', operand: left, pattern, negated };
    }
    if (negated) throw this.#expected("'in', 'between' or 'like'");
    return left;
  }

  #compared(sign: Sign, left: Expression): Expression {
    const right = this.#sum();
    const { at, written } = this.#token;
    if (this.#takeComparison() !== null) {
      throw syntaxError(this.#text, at, "expected 'and' between two comparisons", written);
    }
    return { kind: 'comparison', sign, left, right };
  }

  #items(): Literal[] {
    this.#takeSign('(', "'(' and a list");
    const items = [this.#literal()];
    while (this.#isSign(',')) {
      this.#next++;
      items.push(this.#literal());
    }
    this.#takeSign(')', "',' or ')'");
    return items;
  }

  #literal(): Literal {
    const negative = this.#isSign('-');
    if (negative) this.#next++;
    if (this.#token.kind === 'number') {
      return this.#number(negative ? '-' : '');
    }
    if (negative) throw this.#expected('a number');
    if (this.#token.kind === 'text') return { kind: 'text', text: this.#tokens[this.#next++]!.text };
    const truth = this.#truth();
    if (truth === null) throw this.#expected('a number or a text in quotes');
    return truth;
  }

  #bounds(): Bounds {
    const min = this.#sum();
    if (!this.#takeWord('and')) throw this.#expected("'and' and the upper bound");
    return { min, max: this.#sum() };
  }

  #sum(): Expression {
    return this.#chain(['+', '-'], () => this.#product());
  }

  #product(): Expression {
    return this.#chain(['*', '/', '%'], () => this.#negation());
  }

  #chain(links: readonly Link['sign'][], operand: () => Expression): Expression {
    const first = operand();
    const rest: Link[] = [];
    for (;;) {
      const sign = links.find(link => this.#isSign(link));
      if (sign === undefined) return rest.length === 0 ? first : { kind: 'chain', first, rest };
      this.#next++;
      rest.push({ sign, operand: operand() });
    }
  }

  #negation(): Expression {
    let negative = false;
    let any = false;
    for (; this.#isSign('-') || this.#isSign('+'); this.#next++) {
      if (this.#isSign('-')) negative = !negative;
      any = true;
    }
    const operand = this.#primary();
    if (!any) return operand;
    // Signs that cancel out, or +, still ask for a number.
    const once: Expression = { kind: 'negative', operand };
    return negative ? once : { kind: 'negative', operand: once };
  }

  #primary(): Expression {
    const token = this.#token;
    if (token.kind === 'number') {
      return this.#number();
    }
    if (this.#isSign('(')) return this.#inParentheses();
    const truth = this.#truth();
    if (truth !== null) return truth;
    if (token.kind === 'end' || token.kind === 'sign' || isKeyword(token)) throw this.#expected('a value');
    this.#next++;
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    this.#columns.add(token.text);
    return { kind: 'column', name: token.text, bare: token.kind === 'word' };
  }

  #inParentheses(): Expression {
    if (++this.#depth > DEEPEST) {
      throw syntaxError(this.#text, this.#token.at, `more than ${DEEPEST} parentheses are open`);
    }
    this.#next++;
    const inner = this.#or();
    this.#takeSign(')', "')'");
    this.#depth--;
    return inner;
  }

  #number(sign = ''): Extract<Literal, { kind: 'number' }> {
    const { text, at } = this.#token;
    const written = `${sign}${text}`;
    const value = Number(written);
    if (!Number.isFinite(value)) throw syntaxError(this.#text, at, 'expected a number that is not so large', text);
    this.#next++;
    return isWhole(written) && !Number.isSafeInteger(value)
      ? { kind: 'number', value, written }
      : { kind: 'number', value };
  }

  #truth(): Literal | null {
    const value = this.#takeWord('true');
    return value || this.#takeWord('false') ? { kind: 'truth', value } : null;
  }

  #takeComparison(): Sign | null {
    const sign = this.#token.kind === 'sign' ? signs[this.#token.text] : undefined;
    if (sign !== undefined) this.#next++;
    return sign ?? null;
  }

  #takeWord(word: string): boolean {
    const found = this.#token.kind === 'word' && this.#token.text.toLowerCase() === word;
    if (found) this.#next++;
    return found;
  }

  #isSign(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === sign;
  }

  #takeSign(sign: string, what: string): void {
    if (!this.#isSign(sign)) throw this.#expected(what);
    this.#next++;
  }

  #take(kind: TokenKind, what: string): Token {
    const token = this.#token;
    if (token.kind !== kind) throw this.#expected(what);
    this.#next++;
    return token;
  }

  #expected(what: string) {
    return syntaxError(this.#text, this.#token.at, `expected ${what}`, this.#token.written);
  }
}

function isKeyword({ kind, text }: Token): boolean {
  return kind === 'word' && KEYWORDS.has(text.toLowerCase());
}
