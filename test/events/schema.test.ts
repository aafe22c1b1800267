import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { allEvents } from '../../src/events/all.ts';
import { eventsSchema } from '../../src/events/schema.ts';
import { examplesIn, withTables } from '../../src/events/tables.ts';
import { deviations, isEvent, shippedSchema } from '../support/events-schema.ts';
import { root } from '../support/fixtures.ts';

describe('docs/schema.json', () => {
  it("is the events' schema of this version ('npm run docs' writes it)", () => {
    expect(shippedSchema).to.deep.equal(JSON.parse(JSON.stringify(eventsSchema())));
  });

  it('ships with the package, as bntrain/schema.json', () => {
    const { exports, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(exports['./schema.json']).to.equal('./docs/schema.json');
    expect(files).to.include('docs');
  });

  const step = { event: 'step', arm: 'baseline', seed: 1, epoch: 1, step: 1, loss: 0.5, learningRate: 0.1 };

  it('takes an event, and null for a number that is not finite', () => {
    expect(deviations(step)).to.deep.equal([]);
    expect(deviations({ ...step, loss: null } as never)).to.deep.equal([]);
    expect(isEvent(step)).to.equal(true);
  });

  it('refuses an event with a missing, extra or wrongly typed field, and an unknown event', () => {
    const { loss, ...lacking } = step;
    for (const wrong of [lacking, { ...step, extra: 1 }, { ...step, loss: String(loss) }, { ...step, step: 0.5 }]) {
      expect(deviations(wrong)).to.have.lengthOf(1);
      expect(isEvent(wrong)).to.equal(false);
    }
    expect(deviations({ event: 'other' })).to.deep.equal(["event 'other' is not in the schema"]);
  });

  it('refuses unknown fields at every depth', () => {
    const open: string[] = [];
    const visit = (schema: any, path: string) => {
      if (schema === null || typeof schema !== 'object') return;
      if (schema.type === 'object' && schema.additionalProperties === undefined) open.push(path);
      for (const [key, part] of Object.entries(schema)) visit(part, `${path}/${key}`);
    };
    visit(shippedSchema.$defs, '');
    // What these hold is described elsewhere.
    expect(open).to.deep.equal(['/model/properties/inputs/items', '/model/properties/reading/properties/styles/items']);
  });

  it('has one event of each name', () => {
    const names = allEvents.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });
});

describe('docs/metrics.md', () => {
  const text = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
  const examples = examplesIn(text);

  it("has the tables of this version ('npm run docs' writes them)", () => {
    expect(withTables(text)).to.equal(text);
    expect(withTables(text.replace('| `learningRate` |', '| `rate` |'))).to.equal(text);
  });

  it('has an example of every event, as the schema has it', () => {
    expect([...examples.keys()]).to.have.members(allEvents.map(({ name }) => name));
    for (const example of examples.values()) expect(deviations(example as never)).to.deep.equal([]);
  });
});
