import { join } from 'node:path';
import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { bntrain, events, only, parseLines, temporaryFolder } from '../support/bntrain.ts';

const TRAINING_ROWS = 1600;

/** Districts: people, and households, which follow them. Logarithms are normal, those of people with a deviation of 3. */
function districts(rows: number): string[] {
  const random = Random.stream(6, 'synthetic');
  return Array.from({ length: rows }, () => {
    const kind = random.below(3);
    const people = Math.exp(8 + 3 * random.normal() + 0.6 * kind);
    const shops = (people / 300) * Math.exp(0.5 * random.normal());
    const households = (people / (2.2 + 0.3 * kind)) * Math.exp(0.15 * random.normal());
    const year = 1995 + random.below(25);
    const area = Math.exp(3 + random.normal());
    return ['abc'[kind], year, ...[area, people, households, shops].map(Math.round)].join();
  });
}

describe('train on counts with heavy tails', () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'm.safetensors');
  const tableOf = (rows: readonly string[]) => `kind,year,area,people,households,shops\n${rows.join('\n')}\n`;
  const rows = districts(2000);
  const table = folder.write('districts.csv', tableOf(rows.slice(0, TRAINING_ROWS)));
  const others = folder.write('others.csv', tableOf(rows.slice(TRAINING_ROWS)));
  const target = ['-t', 'households'];

  for (const norm of ['batch', 'none']) {
    it(`is far better than guessing on other rows (norm ${norm})`, () => {
      const { status, stderr } = bntrain(['train', table, ...target, '--norm', norm, '--save', model, '-q']);
      expect(status, stderr).to.equal(0);
      const { stdout } = bntrain(['evaluate', model, others, '--json']);
      const [{ r2 }] = parseLines(stdout) as unknown as [{ r2: number }];
      expect(r2).to.be.above(0.5);
    });
  }

  it('limits the norm of gradients, and keeps the network of the training rows', () => {
    const all = events(['train', table, ...target, '-e', '1', '--save', model]);
    expect(only(all, 'start')[0]!.config).to.include({ clipNorm: 1, refit: false });
    expect(only(all, 'refit')).to.deep.equal([]);
  });
});
