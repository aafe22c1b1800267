import { expect } from 'chai';
import fc from 'fast-check';
import { type RecordEnd, RecordEnds, type Separators } from '../../../../src/data/reading/csv/record-end.ts';

const codeOf = (sign: string) => sign.charCodeAt(0);
const blanks = [codeOf(' '), codeOf('\t')];

/** The same byte by byte: fields are gone over one after the other. */
function plainly(bytes: Buffer, final: boolean, separators: Separators): RecordEnd {
  const { delimiter, quote, escape: escapeSign = null, comment } = separators;
  let [at, end] = [0, 0];
  while (at < bytes.length) {
    // One line, or a record of several: `atStart` where only blanks of its field were passed.
    const isComment = bytes[at] === comment;
    for (let atStart = true; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === codeOf('\n') || byte === codeOf('\r')) break;
      if (byte === quote && atStart && !isComment) {
        const opened = at;
        for (at++; ; at++) {
          if (at >= bytes.length || (at === bytes.length - 1 && !final)) return { end, opened };
          const protects = bytes[at] === quote || bytes[at] === escapeSign;
          const isProtected = bytes[at + 1] === quote || (bytes[at] === escapeSign && bytes[at + 1] === escapeSign);
          if (protects && isProtected) at++;
          else if (bytes[at] === quote) break;
          if (at >= bytes.length) return { end, opened };
        }
        atStart = false;
      } else if (byte === delimiter || (delimiter === codeOf(' ') && byte === codeOf('\t'))) atStart = true;
      else if (!blanks.includes(byte)) atStart = false;
    }
    if (at === bytes.length) break;
    if (bytes[at] === codeOf('\r')) {
      if (at === bytes.length - 1 && !final) break;
      if (bytes[at + 1] === codeOf('\n')) at++;
    }
    end = ++at;
  }
  return { end: final ? bytes.length : end, opened: -1 };
}

describe('RecordEnds', () => {
  it('finds the end that a reading byte by byte finds', () => {
    const separators = fc.record({
      delimiter: fc.constantFrom(...',; \t').map(codeOf),
      quote: fc.constantFrom('"', "'", null).map(sign => sign && codeOf(sign)),
      escape: fc.constantFrom('\\', null, null).map(sign => sign && codeOf(sign)),
      comment: fc.constantFrom('#', null, null).map(sign => sign && codeOf(sign)),
    });
    const sign = fc.constantFrom(...'",\n\r\\#\' \t;ab');
    // Long ones fill more than the 64 bytes that are looked at together.
    const text = fc.oneof(
      fc.array(sign, { maxLength: 200 }),
      fc.array(fc.constantFrom(...'"",\nab'), { maxLength: 200 }),
    );
    const property = fc.property(text, separators, fc.boolean(), (signs, given, final) => {
      const bytes = Buffer.from(signs.join(''));
      expect(new RecordEnds(given as Separators).last(bytes, final)).to.deep.equal(
        plainly(bytes, final, given as Separators),
      );
    });
    fc.assert(property, { numRuns: 3000 });
  });

  it('forgets the bytes that it saw before', () => {
    const ends = new RecordEnds({ delimiter: codeOf(','), quote: codeOf('"'), comment: null });
    expect(ends.last(Buffer.from('"a",1\n"b\n'), false)).to.deep.equal({ end: 6, opened: 6 });
    expect(ends.last(Buffer.from('"a"\nb'), false)).to.deep.equal({ end: 4, opened: -1 });
  });
});
