import { expect } from 'chai';
import { canonicalJson } from '../../../src/base/text/canonical-json.ts';

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units, and leaves out what is undefined', () => {
    const value = { b: 1, a: [{ d: null, c: undefined, é: 1, 10: 1, 9: 1 }], '\ud83d\ude00': 1, '\ufb33': 2 };
    expect(canonicalJson(value)).to.equal('{"a":[{"10":1,"9":1,"d":null,"é":1}],"b":1,"😀":1,"\ufb33":2}');
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([0.1 + 0.2, 1e30, 4.5, 2e-3, 1e-27, -0])).to.equal(
      '[0.30000000000000004,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  it('gives the same text for the same value', () => {
    expect(canonicalJson({ x: 1, y: { b: 'ü"', a: true } })).to.equal(canonicalJson({ y: { a: true, b: 'ü"' }, x: 1 }));
  });
});
