/** Makes the reports of examples/ from the shipped tables; `npm run examples` runs it. Times differ from run to run. */

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Example {
  /** The file in examples/, without its suffix. */
  readonly name: string;
  /** The experiments that the report shows, as arguments of bntrain. */
  readonly experiments: readonly string[];
  /** The headline, where the report shows several experiments. */
  readonly title?: string;
  /** The figures to write beside the page, by file, with their arguments. */
  readonly figures?: Readonly<Record<string, string>>;
}

const SIGMOID = 'data/digits8x8.csv --target label --activation sigmoid --layers 100x3 --batch-size 60';

const examples: readonly Example[] = [
  {
    name: 'digits',
    experiments: ['compare data/digits8x8.csv --target label --layers 100,100 --epochs 20 --seeds 20'],
    figures: { 'digits.svg': '', 'digits-dark.svg': '--theme dark' },
  },
  {
    name: 'sigmoid',
    title: 'Three layers of sigmoids, with and without batch norm',
    experiments: [
      `compare ${SIGMOID} --init normal --init-scale 0.1 --epochs 40 --seeds 8 --probe-steps 48`,
      `sweep ${SIGMOID} --epochs 10 --seeds 3 --lr 0.01..10:7log --init-scale 0.01..10:7`,
    ],
  },
  { name: 'concrete', experiments: ['compare data/concrete.csv --epochs 30 --seeds 20'] },
];

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs bntrain in the checkout; its standard output goes to the file. */
function bntrain(words: readonly string[], output?: string): void {
  const out = output === undefined ? 'inherit' : openSync(output, 'w');
  const command = [fileURLToPath(new URL('../../bin/bntrain.js', import.meta.url)), ...words];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', out, 'inherit'] });
  if (typeof out === 'number') closeSync(out);
  if (status !== 0) throw new Error(`bntrain ${words.join(' ')}: exit code ${status}`);
}

const folder = mkdtempSync(join(tmpdir(), 'bntrain-examples-'));
try {
  for (const { name, experiments, title, figures = {} } of examples) {
    const metrics = experiments.map((experiment, n) => {
      const path = join(folder, `${name}-${n}.ndjson`);
      bntrain([...experiment.split(' '), '--json', '--quiet'], path);
      return path;
    });
    const titled = title === undefined ? [] : ['--title', title];
    bntrain(['report', ...metrics, ...titled, '-o', `examples/${name}.html`]);
    for (const [file, flags] of Object.entries(figures)) {
      bntrain(['report', ...metrics, ...flags.split(' ').filter(Boolean), '-o', `examples/${file}`]);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
