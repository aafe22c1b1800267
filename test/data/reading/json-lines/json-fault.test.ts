import { expect } from 'chai';
import fc from 'fast-check';
import { findJsonFault } from '../../../../src/data/reading/json-lines/json-fault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  const faults: [string, number, string][] = [
    ['', 0, 'a value is expected, the text ends here'],
    ['{"a": 1,}', 8, "a name in double quotes is expected, not '}'"],
    ['{"a" 1}', 5, "a colon is expected, not '1'"],
    ['{"a": }', 6, "a value is expected, not '}'"],
    ['{"a": 1 "b": 2}', 8, "a comma or } is expected, not '\"'"],
    ["{'a': 1}", 1, "a name in double quotes is expected, not '''"],
    ['[1, 2', 5, 'a comma or ] is expected, the text ends here'],
    ['[1, ]', 4, "a value is expected, not ']'"],
    ['{"a": 1} x', 9, "nothing more is expected, not 'x'"],
    ['{"a": NaN}', 6, "a value is expected, not 'N'"],
    ['{"a": 01}', 7, "a comma or } is expected, not '1'"],
    ['{"a": "b}', 6, 'the string that opens here is never closed'],
    ['{"a": "\\x"}', 7, 'no such escape in a string'],
    ['{"a": "\t"}', 7, 'a control character in a string must be escaped'],
    ['{"a": 😀}', 6, "a value is expected, not '😀'"],
  ];
  for (const [text, at, message] of faults) {
    it(`tells of ${JSON.stringify(text)} that ${message}`, () => {
      expect(parses(text)).to.equal(false);
      expect(findJsonFault(text)).to.deep.equal({ at, message });
    });
  }

  it('finds none in what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(findJsonFault(text)).to.equal(null);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('finds one exactly where JSON.parse refuses, in texts with a piece removed or inserted', () => {
    const piece = fc.constantFrom('', ',', ':', '"', '{', '}', '[', ']', '\\', '0', '-', 'e', 'null', ' ', '\n', '.');
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.nat(3), piece, (text, at, cut, put) => {
        const begin = at % (text.length + 1);
        const changed = text.slice(0, begin) + put + text.slice(begin + cut);
        expect(findJsonFault(changed) === null).to.equal(parses(changed));
      }),
      { seed: 1, numRuns: 5000 },
    );
  });

  it('handles any depth and length', () => {
    expect(findJsonFault('['.repeat(200_000))?.at).to.equal(200_000);
    expect(findJsonFault(`"${'x\\n'.repeat(5_000_000)}`)?.at).to.equal(0);
  });
});
