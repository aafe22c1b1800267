import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Listener } from '../../src/events/events.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import { runExperiment } from '../../src/experiment/experiment.ts';
import { inspectTable } from '../../src/experiment/inspect.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { type Given, load } from '../support/data.ts';
import { refusal } from '../support/sources.ts';

const LINUX = process.platform === 'linux';

/** Files of a folder that this process holds open; a file without a name counts too. */
function openIn(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

describe('files that hold a table', () => {
  const folder = temporaryFolder();
  const cacheDir = join(folder.path, 'cache');
  /** Little enough that every table is in a file. */
  const memory = 100;
  const lines = (count: number, line: (row: number) => string) => Array.from({ length: count }, (_, row) => line(row));
  const table = (name: string, rows: readonly string[], header = 'x,c,y') =>
    folder.write(name, `${[header, ...rows].join('\n')}\n`);
  const good = (count = 60) => lines(count, row => `${row}.5,k${row % 3},${row % 7}`);

  async function trained(path: string, given: Given, listeners: readonly Listener[] = []): Promise<void> {
    const config = makeConfig({ cacheDir, cache: false, memory, epochs: 1, layers: '4', threads: 1, ...given });
    const experiment = { command: 'compare' as const, arms: comparedArms, paths: [path], config };
    await runExperiment(experiment, listeners);
  }

  async function inspected(path: string, given: Given): Promise<void> {
    const config = makeConfig({ cacheDir, cache: false, memory, ...given });
    await inspectTable([path], config, { threads: 1, warn: () => {}, progress: () => {} });
  }

  function closes(title: string, test: () => Promise<void>): void {
    it(title, async function () {
      if (!LINUX) this.skip();
      const before = openIn(cacheDir);
      await test();
      expect(openIn(cacheDir)).to.deep.equal(before);
    });
  }

  for (const [what, run] of [
    ['training', trained],
    ['inspect', inspected],
  ] as const) {
    closes(`are closed after ${what}`, () => run(table('good.csv', good()), {}));

    closes(`are closed when ${what} refuses words in a column of numbers`, async () => {
      const path = table('words.csv', [...good(), 'word,k,1']);
      expect(await refusal(run(path, {}))).to.contain("column 'x' holds 'word'");
    });

    closes(`are closed when ${what} refuses a column that is not there`, async () => {
      expect(await refusal(run(table('good.csv', good()), { drop: 'z' }))).to.contain("'z'");
    });

    closes(`are closed when ${what} refuses the rows that validate, by what they lack`, async () => {
      const path = table('good.csv', good());
      const validation = table('without.csv', good(), 'x,c,z');
      expect(await refusal(run(path, { target: 'y', validation }))).to.contain("has no column 'y'");
    });
  }

  closes('are closed when rows that validate are refused after they were read', async () => {
    const path = table('good.csv', good());
    const validation = table('high.csv', [...good(9), '1e300,k1,1']);
    expect(await refusal(trained(path, { validation }))).to.contain(`high.csv:11: column 'x'`);
  });

  closes('are closed when a row is refused while encoded rows are put into a file', async () => {
    // The table itself fits into memory; with an input for each text it does not.
    const rows = lines(60, row => `${row === 59 ? '1e39' : row},k${row % 15},${row % 7}`);
    const given = { memory: 3000, shuffle: false };
    expect(await refusal(trained(table('wide.csv', rows), given))).to.contain("wide.csv:61: column 'x'");
  });

  closes('are closed when one row is not enough to train on', async () => {
    const given = { validation: 0.5, memory: 1, task: 'regression' };
    expect(await refusal(trained(table('two.csv', ['1,k,2', '2,l,3']), given))).to.contain('one training row');
  });

  closes('are closed when a listener fails at the start', async () => {
    const failing: Listener = {
      event({ event }) {
        if (event === 'start') throw new RangeError('a listener');
      },
    };
    let failure: unknown;
    await trained(table('good.csv', good()), {}, [failing]).catch(error => {
      failure = error;
    });
    expect(failure).to.be.instanceOf(RangeError);
  });
});

describe('a table from the cache', () => {
  const folder = temporaryFolder();

  it('is closed when it has no rows', async function () {
    if (!LINUX) this.skip();
    const path = folder.write('none.csv', 'x,y\n1,2,3\n4\n');
    const cacheDir = join(folder.path, 'empty');
    const given = { cache: true, cacheDir, onError: 'skip' };
    for (let time = 0; time < 2; time++) {
      expect(await refusal(load(path, given, { worthKeeping: 1 }))).to.contain('no rows');
      expect(readdirSync(cacheDir)).to.have.lengthOf(1);
      expect(openIn(cacheDir)).to.deep.equal([]);
    }
  });

  it('is closed once, though the rows that validate are refused', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row}.5,${row % 7}\n`).join('');
    const path = folder.write('t.csv', `x,y\n${rows}`);
    const given = {
      cache: true,
      cacheDir: join(folder.path, 'cache'),
      validation: folder.write('val.csv', 'x,y\n1,2\n1e300,3\n'),
    };
    for (let time = 0; time < 2; time++) {
      expect(await refusal(load(path, given, { worthKeeping: 1 }))).to.contain(`val.csv:3: column 'x'`);
    }
  });
});
