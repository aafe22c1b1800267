import { expect } from 'chai';
import * as v from 'valibot';
import { Malformed } from '../../../src/base/files/json.ts';
import { checkJson } from '../../../src/base/files/schema.ts';

const schema = v.object({
  name: v.string(),
  kind: v.optional(v.picklist(['a', 'b'])),
  sizes: v.array(v.pipe(v.number(), v.minValue(1))),
  every: v.optional(v.union([v.object({ epochs: v.number() }), v.object({ seconds: v.number() })], 'takes a unit')),
});

describe('checkJson', () => {
  it('gives back what fits, without keys that the schema does not have', () => {
    const json = { name: 'x', sizes: [1, 2], every: { seconds: 3 } };
    expect(checkJson(schema, { ...json, other: 1 })).to.deep.equal(json);
  });

  for (const [json, message] of [
    [null, 'got null, takes Object'],
    [{ sizes: [] }, "'name': is missing"],
    [{ name: 1, sizes: [] }, "'name': got 1, takes string"],
    [{ name: '', kind: 'c', sizes: [] }, `'kind': got "c", takes "a" or "b"`],
    [{ name: '', sizes: [1, 0] }, "'sizes.1': got 0, takes >=1"],
    [{ name: '', sizes: [], every: {} }, "'every': takes a unit"],
  ] as const) {
    it(`says where ${JSON.stringify(json)} does not fit, what it got and what it takes`, () => {
      expect(() => checkJson(schema, json))
        .to.throw(Malformed)
        .with.property('what', message);
    });
  }
});
