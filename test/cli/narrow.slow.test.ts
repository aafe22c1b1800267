/** What is printed to a terminal, seen through `script`, which runs a program in one. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { columnsOf } from '../../src/report/width.ts';
import { bntrain, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const classes = ['東京都千代田区', '大阪', 'party 🎉🎉', 'a_class_of_one_long_word_in_this_table'];

/** 80 rows with wide letters, emoji, long names, and a column that depends on the class. */
const table = [
  '体重の測定値,smile 🙂 column,a_name_of_one_long_word_without_any_space,day of the event,クラス',
  ...Array.from({ length: 80 }, (_, row) => {
    const name = classes[row % classes.length]!;
    return [
      (row * 37) % 50,
      ['赤い花', '青', '🙂'][row % 3],
      (row % 4) + row / 100,
      `2021-0${1 + (row % 9)}-1${row % 10}`,
      name,
    ];
  }),
].join('\n');
const amounts = ['size,amount', ...Array.from({ length: 60 }, (_, row) => `${row},${row * row + 0.5}`)].join('\n');

describe('a terminal of 40 and 60 columns', () => {
  const folder = temporaryFolder();
  const shell = (words: readonly string[]) => words.map(word => `'${word}'`).join(' ');

  function lines(args: readonly string[], columns: number): string[] {
    const command = `stty cols ${columns}; ${shell([process.execPath, program, ...args])}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env: { ...plainEnv, XDG_CACHE_HOME: folder.path },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    // Bars are drawn over: the last drawing of a line counts.
    const text = stripVTControlCharacters(stdout).replaceAll('\r\n', '\n');
    return text.split('\n').map(line => line.split('\r').at(-1)!);
  }

  const at = (name: string) => join(folder.path, name);
  before(function () {
    if (spawnSync('script', ['-qec', 'stty cols 40', '/dev/null']).status !== 0) this.skip();
    folder.write('classes.csv', table);
    folder.write('amounts.csv', amounts);
    for (const name of ['classes', 'amounts']) {
      const { status, stderr } = bntrain(['train', at(`${name}.csv`), '-e', '3', '--save', at(`${name}.safetensors`)]);
      expect(status, stderr).to.equal(0);
    }
  });

  const runs: (() => string[])[] = [
    () => ['compare', at('classes.csv'), '-e', '2', '--quiet'],
    () => ['train', at('amounts.csv'), '-e', '2', '--quiet'],
    ...['classes', 'amounts'].flatMap(name => [
      () => ['show', at(`${name}.safetensors`)],
      () => ['evaluate', at(`${name}.safetensors`), at(`${name}.csv`)],
      () => ['inspect', at(`${name}.csv`)],
      () => ['export', at(`${name}.safetensors`), '-o', at(`${name}.onnx`)],
    ]),
    () => ['gradcheck'],
    ...['classes', 'amounts'].map(name => () => ['trace', at(`${name}.csv`), '--step', '9']),
    () => ['cache'],
    () => ['--version', '--verbose'],
    () => ['compare', at('no-such-file.csv')],
    () => ['evaluate', at('classes.safetensors'), at('amounts.csv')],
    () => ['train', '--no-such-flag'],
    () => ['train', '--help'],
  ];
  for (const columns of [40, 60]) {
    it(`holds every line of every command, at ${columns}`, () => {
      for (const run of runs) {
        const args = run();
        const printed = lines(args, columns);
        expect(printed.join('').trim(), args.join(' ')).to.not.equal('');
        for (const line of printed) expect(columnsOf(line), `${args.join(' ')}: ${line}`).to.be.at.most(columns);
      }
    });
  }
});
