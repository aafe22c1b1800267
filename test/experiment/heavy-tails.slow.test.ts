import { join } from 'node:path';
import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { bntrain, parseLines, temporaryFolder } from '../support/bntrain.ts';

const ROWS = 1200;

/** Districts: people, shops and households, whose logarithms are normal with a standard deviation of 2.5. */
function districts(seed: number): string {
  const random = Random.stream(seed, 'districts');
  const lines = ['kind,people,shops,households'];
  for (let n = 0; n < ROWS; n++) {
    const kind = random.below(3);
    const people = Math.exp(8 + 2.5 * random.normal() + 0.6 * kind);
    const shops = (people / 300) * Math.exp(0.5 * random.normal());
    const households = (people / (2.2 + 0.3 * kind)) * Math.exp(0.15 * random.normal());
    lines.push(`${'abc'[kind]},${Math.round(people)},${Math.round(shops)},${Math.round(households)}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('train on counts with heavy tails', () => {
  const folder = temporaryFolder();

  for (const seed of [1, 2, 3]) {
    it(`is better than guessing, with batch norm and without (table ${seed})`, () => {
      const table = folder.write('districts.csv', districts(seed));
      const others = folder.write('others.csv', districts(seed + 100));
      const model = join(folder.path, 'm.safetensors');
      for (const norm of ['batch', 'none']) {
        const { status, stderr } = bntrain(['train', table, '-t', 'households', '--norm', norm, '--save', model, '-q']);
        expect(status, stderr).to.equal(0);
        const { r2 } = parseLines(bntrain(['evaluate', model, others, '--json']).stdout)[0] as unknown as { r2: number };
        expect(r2, norm).to.be.above(0);
      }
    });
  }
});
