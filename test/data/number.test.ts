import { expect } from 'chai';
import fc from 'fast-check';
import { parseNumber } from '../../src/data/number.ts';

function parse(text: string): number {
  const bytes = Buffer.from(text);
  return parseNumber(bytes, 0, bytes.length);
}

describe('parseNumber', () => {
  for (const text of [
    '0',
    '-0',
    '7',
    '+5',
    '-12',
    '.5',
    '5.',
    '-.25',
    '1e-3',
    '2E+5',
    '1e22',
    '1e-22',
    '123456.789e3',
  ]) {
    it(`reads ${text} as Number does`, () => expect(parse(text)).to.equal(Number(text)));
  }

  it('reads numbers with blanks around them', () => expect(parse(' \t5 ')).to.equal(5));

  for (const text of [
    '',
    ' ',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1 2',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    '--1',
    '1e999',
  ]) {
    it(`does not take '${text}' for a number`, () => expect(parse(text)).to.be.NaN);
  }

  it('reads every finite number to the last bit, however it is written', () => {
    const forms = [
      (value: number) => String(value),
      (value: number) => value.toExponential(),
      (value: number) => value.toPrecision(21),
      (value: number) => (Math.abs(value) < 1e21 ? value.toFixed(7) : String(value)),
    ];
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...forms), (value, form) => {
        const text = form(value);
        expect(parse(text)).to.equal(Number(text));
      }),
      { seed: 1, numRuns: 5000 },
    );
  });
});
