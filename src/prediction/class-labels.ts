/**
 * Finds the class of a target's cell. Texts are compared as texts, with booleans in any spelling; whole numbers are
 * compared exactly. For numbers with fractions, a class also matches the float32 nearest to its name.
 */

import { type Rounding, roundToPair } from '../base/numbers/rounding.ts';
import { withoutBlanks } from '../data/tables/cells/blank.ts';
import { otherSpellings } from '../data/tables/cells/booleans.ts';
import { numberOf } from '../data/tables/cells/cell-text.ts';

export class ClassLabels {
  readonly count: number;
  readonly #byText: ReadonlyMap<string, number>;
  /** Empty if the column holds texts. */
  readonly #byNumber: ReadonlyMap<number, number>;
  readonly #round: Rounding;

  constructor(classes: readonly string[], areNumbers: boolean) {
    this.count = classes.length;
    this.#byText = new Map([...otherSpellings(classes), ...classes.map((name, label) => [name, label] as const)]);
    const numbers = areNumbers ? classes.map(Number) : [];
    this.#round = numbers.every(Number.isInteger) ? value => value : Math.fround;
    const nearest = [this.#round, roundToPair].flatMap(round =>
      numbers.map((number, label) => [round(number), label] as const),
    );
    // Exact matches come last, and override others.
    this.#byNumber = new Map([...nearest, ...numbers.map((number, label) => [number, label] as const)]);
  }

  /** The class of a text; undefined if it is unknown. */
  ofText(text: string): number | undefined {
    return this.#byText.get(text) ?? this.ofNumber(numberOf(withoutBlanks(text)));
  }

  ofNumber(value: number): number | undefined {
    return this.#byNumber.get(value) ?? this.#byNumber.get(this.#round(value));
  }
}
