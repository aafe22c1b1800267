import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '../../../../src/data/reading/json-lines/long-numbers.ts';

describe('JSON with long whole numbers', () => {
  it('keeps the digits of those beyond 2^53, as texts', () => {
    const parsed = parseJson('{"id":1234567890123456781,"b": -9007199254740993,"c":[12345678901234567891]}');
    expect(parsed).to.deep.equal({ id: '1234567890123456781', b: '-9007199254740993', c: ['12345678901234567891'] });
    expect(parseJson('12345678901234567890')).to.equal('12345678901234567890');
  });

  it('leaves all else as it is: smaller numbers, fractions, exponents, and digits in texts and names', () => {
    for (const text of [
      '{"a":9007199254740991,"b":0.12345678901234567,"c":12345678901234567.5,"d":1234567890123456781e2}',
      '{"a":"x: 1234567890123456781,","12345678901234567890":1}',
      '{"a\\\\":"\\\\","b":"\\"1234567890123456781"}',
      '["\\"",": 1234567890123456781",1]',
    ]) {
      expect(parseJson(text), text).to.deep.equal(JSON.parse(text));
    }
  });

  it('refuses what JSON.parse refuses', () => {
    for (const text of [
      '{"a":01234567890123456789}',
      '{"a":1234567890123456781',
      '12345678901234567890 1',
      '{1234567890123456781:1}',
      '+1234567890123456781',
    ]) {
      expect(() => JSON.parse(text), text).to.throw(SyntaxError);
      expect(() => parseJson(text), text).to.throw(SyntaxError);
    }
  });

  it('is the value that it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), (value, long) => {
        const text = `{"v":${JSON.stringify(value)},"n":${long}}`;
        expect(parseJson(text)).to.deep.equal({
          ...JSON.parse(text),
          v: parseJson(JSON.stringify(value)),
          n: String(long),
        });
      }),
    );
  });
});
