import { expect } from 'chai';
import { loadData } from '../../src/data/load.ts';
import { FileStore } from '../../src/data/tables/store/file-store.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { temporaryFolder } from '../support/bntrain.ts';

const ROWS = 20_000;
const TEXTS = 40;
const DATES = 10;

/** A table of texts and dates, with some cells missing, whose target is a number. */
function table(): string {
  const names = [
    ...Array.from({ length: TEXTS }, (_, n) => `text${n}`),
    ...Array.from({ length: DATES }, (_, n) => `date${n}`),
    'target',
  ];
  const row = (i: number) => {
    const texts = Array.from({ length: TEXTS }, (_, n) => ((i + n) % 17 === 0 ? '' : 'abcdefgh'[(i * (n + 1)) % 8]));
    const dates = Array.from({ length: DATES }, (_, n) => {
      const day = (i * (n + 3)) % 28;
      return `20${10 + (i % 12)}-0${1 + ((i + n) % 9)}-${String(day + 1).padStart(2, '0')}`;
    });
    return [...texts, ...dates, (i * 37) % 101].join();
  };
  return [names.join(), ...Array.from({ length: ROWS }, (_, i) => row(i)), ''].join('\n');
}

describe('a table of 40 texts and 10 dates in a file', () => {
  const folder = temporaryFolder();

  it('is read 8 times at most, from the first block to the last, before it is trained on', async () => {
    const path = folder.write('wide.csv', table());
    const loads = new Map<number, number>();
    const own = FileStore.prototype.load;
    FileStore.prototype.load = function (index) {
      loads.set(index, (loads.get(index) ?? 0) + 1);
      return own.call(this, index);
    };
    try {
      const config = makeConfig({ cache: false, memory: 1000 });
      const context = { threads: 1, warn: () => {} };
      const { description, close } = await loadData([path], config, 'float32', heap, context);
      expect(description.location).to.equal('file');
      close();
    } finally {
      FileStore.prototype.load = own;
    }
    expect(loads.size).to.be.greaterThan(3);
    for (const [index, count] of loads) expect(count, `block ${index}`).to.be.at.most(8);
  });
});
