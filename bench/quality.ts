/**
 * How good the networks are that `train` makes with its defaults: their scores on rows that were put aside, beside those
 * of scikit-learn's models with their defaults, on the same rows.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Random } from '../src/base/numbers/random.ts';
import { significant } from '../src/base/text/format.ts';
import type { Bntrain } from './bntrain.ts';
import { type Options, root, UsageError } from './options.ts';
import { type PartReport, report } from './part.ts';
import { peersFolder } from './peers.ts';
import { FailedRun, oneThread, type Run, run } from './processes.ts';
import { table } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { type Contestant, takeTurns } from './turns.ts';

/** The targets of the shipped tables. */
const shippedTargets: Readonly<Record<string, string>> = {
  'iris.csv': 'species',
  'wine.csv': 'cultivar',
  'breast_cancer_wdbc.csv': 'diagnosis',
  'digits8x8.csv': 'label',
  'penguins.csv': 'species',
  'seattle_weather.csv': 'weather',
  'concrete.csv': 'compressive_strength',
  'house_lucas_oh_4k.csv': 'price',
};

const TEST_SHARE = 0.2;
/** Means that are closer than this are called equal. */
const TIE = 0.001;

const programs: Readonly<Record<string, readonly string[]>> = {
  bntrain: [],
  'bntrain --ensemble 4': ['--ensemble', '4'],
  'bntrain --recipe plain': ['--recipe', 'plain'],
};
const models: Readonly<Record<string, string>> = { MLP: 'mlp', HistGradientBoosting: 'boosting', linear: 'linear' };

/** A table whose rows are divided in one way. */
interface Split {
  table: string;
  target: string;
  task: string;
  train: string;
  test: string;
  /** From 1. */
  number: number;
}

export async function measureQuality(
  [bntrain]: readonly Bntrain[],
  { python, splits: count, tables }: Options,
): Promise<PartReport> {
  const splits: Split[] = [];
  for (const { name, path, target } of tablesIn(tables)) {
    const task = taskOf(await bntrain!.run(['inspect', path, '--target', target, '--json', '--no-cache']));
    for (let number = 1; number <= count; number++) splits.push(divide({ name, path, target }, task, number));
  }
  const sklearn = ['-B', join(peersFolder, 'quality_sklearn.py')];
  const contestants: Contestant<Split>[] = [
    ...Object.entries(programs).map(([name, flags]) => ({
      name,
      measure: (split: Split) => trainAndScore(bntrain!, split, flags),
    })),
    ...Object.entries(models).map(([name, model]) => ({
      name,
      measure: async ({ task, train, test, target }: Split) =>
        lastLine(await run(python, [...sklearn, model, task, train, test, target], oneThread)),
    })),
  ];
  const nameOf = (split: Split) => `${split.table}, split ${split.number}`;
  const results = await takeTurns({ contestants, cells: splits, nameOf, rounds: 1 });
  const names = [...new Set(splits.map(split => split.table))];
  const meanOf = (name: string, who: string, metric: string) =>
    mean(splits.filter(split => split.table === name).map(split => results.rounds(nameOf(split), who, metric)?.[0]));
  const title = `Scores on rows put aside (accuracy, or R² of a number), means of ${count} splits`;
  const text = [scoreTable(names, contestants, meanOf), duels(names, meanOf), secondsTable(names, contestants, meanOf)];
  return report(title, results, text.join('\n\n'));
}

type MeanOf = (table: string, who: string, metric: string) => number | undefined;

function scoreTable(names: readonly string[], contestants: readonly { name: string }[], meanOf: MeanOf): string {
  const rows = names.map(name => [name, ...contestants.map(({ name: who }) => digits(meanOf(name, who, 'score')))]);
  return table([['score', ...contestants.map(({ name }) => name)], ...rows]);
}

/** Each way of training against each model: tables won, tied and lost, and the mean difference. */
function duels(names: readonly string[], meanOf: MeanOf): string {
  const rows = Object.keys(programs).flatMap(who =>
    Object.keys(models).map(other => {
      const differences = names.flatMap(name => {
        const [own, its] = [meanOf(name, who, 'score'), meanOf(name, other, 'score')];
        return own === undefined || its === undefined ? [] : [own - its];
      });
      const wins = differences.filter(difference => difference > TIE).length;
      const losses = differences.filter(difference => difference < -TIE).length;
      const ties = differences.length - wins - losses;
      const difference = mean(differences);
      const shown = difference === undefined ? '-' : `${difference < 0 ? '' : '+'}${difference.toFixed(4)}`;
      return [`${who} / ${other}`, `${wins}`, `${ties}`, `${losses}`, shown];
    }),
  );
  return table([['against', 'won', `within ${TIE}`, 'lost', 'mean difference'], ...rows]);
}

function secondsTable(names: readonly string[], contestants: readonly { name: string }[], meanOf: MeanOf): string {
  const rows = contestants.map(({ name: who }) => {
    const seconds = mean(names.map(name => meanOf(name, who, 'seconds')));
    return [who, seconds === undefined ? '-' : `${significant(seconds, 3)} s`];
  });
  return table([
    ['mean time, one thread', 'bntrain: the whole process; the others: encoding and fitting alone'],
    ...rows,
  ]);
}

function tablesIn(folder: string | undefined): { name: string; path: string; target: string }[] {
  const inFolder = (at: string, targets: Readonly<Record<string, string>>) =>
    Object.entries(targets).map(([file, target]) => ({
      name: file.replace(/\.csv$/, ''),
      path: join(at, file),
      target,
    }));
  const shipped = inFolder(join(root, 'data'), shippedTargets);
  if (folder === undefined) return shipped;
  const path = join(folder, 'targets.json');
  if (!existsSync(path)) throw new UsageError(`--tables: ${folder} has no targets.json, such as {"a.csv": "price"}`);
  return [...shipped, ...inFolder(folder, JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>)];
}

/** Writes the training and the test rows of a split. The test rows have the same share of each class. */
function divide(
  { name, path, target }: { name: string; path: string; target: string },
  task: string,
  number: number,
): Split {
  const [header, ...rows] = parse(readFileSync(path), { relax_quotes: true }) as [string[], ...string[][]];
  const at = header.indexOf(target);
  const classes = new Map<string, string[][]>();
  for (const row of rows) {
    const group = task === 'classification' ? row[at]! : '';
    classes.set(group, [...(classes.get(group) ?? []), row]);
  }
  const random = Random.stream(number, 'split');
  const [train, test]: [string[][], string[][]] = [[], []];
  for (const group of classes.values()) {
    shuffle(group, random);
    const aside = Math.round(TEST_SHARE * group.length);
    test.push(...group.slice(0, aside));
    train.push(...group.slice(aside));
  }
  shuffle(train, random);
  const write = (part: string, of: readonly string[][]) => {
    const file = join(temporaryFolder(), `${name}-${number}-${part}.csv`);
    writeFileSync(file, [header, ...of].map(row => `${row.map(quoted).join(',')}\n`).join(''));
    return file;
  };
  return { table: name, target, task, train: write('train', train), test: write('test', test), number };
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function shuffle<T>(items: T[], random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
}

/** Trains on the training rows with the defaults and these flags, and scores the test rows. */
async function trainAndScore(
  bntrain: Bntrain,
  split: Split,
  flags: readonly string[],
): Promise<Record<string, number>> {
  const model = join(temporaryFolder(), 'model.safetensors');
  const { train, test, target, task } = split;
  const how = ['--target', target, '--task', task, '--no-cache', '--threads', '1', ...flags];
  const { seconds } = await bntrain.run(['train', train, ...how, '--save', model, '--quiet']);
  const { accuracy, r2, loss } = lastLine(await bntrain.run(['evaluate', model, test, '--json']));
  const score = accuracy ?? r2;
  if (score === undefined) throw new FailedRun('bntrain evaluate printed no score');
  return { score, loss: loss!, seconds };
}

function lastLine({ lines }: Run): Record<string, number> {
  const line = lines.at(-1);
  if (line === undefined) throw new FailedRun('printed nothing');
  return JSON.parse(line.text) as Record<string, number>;
}

function taskOf({ lines }: Run): string {
  const events = lines.map(({ text }) => JSON.parse(text) as { event: string; target?: { task: string } });
  const task = events.find(({ event }) => event === 'inspection')?.target?.task;
  if (task === undefined) throw new FailedRun('bntrain inspect printed no task');
  return task;
}

/** Undefined if something was not measured. */
function mean(values: readonly (number | undefined)[]): number | undefined {
  if (values.length === 0 || values.includes(undefined)) return undefined;
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
}

function digits(score: number | undefined): string {
  return score === undefined ? '-' : score.toFixed(3);
}
