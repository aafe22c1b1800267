/**
 * The result for people, made from events alone: what the data and the network are, the loss curves of the arms in one
 * chart, a table, and what the numbers mean.
 */

import { duration, list, percent, plural, significant, whole } from '../format.ts';
import type {
  Arm,
  ComparisonEvent,
  EpochEvent,
  Listener,
  ResultEvent,
  StartEvent,
  TrainingEvent,
} from '../training/events.ts';
import { renderChart } from './chart.ts';
import { armColor, type Style, signs, wrap } from './style.ts';
import { alignTable, type Cell } from './table.ts';

export class Summary implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  #start: StartEvent | undefined;
  readonly #epochs: EpochEvent[] = [];
  readonly #results: ResultEvent[] = [];
  #comparison: ComparisonEvent | undefined;

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start') this.#start = event;
    else if (event.event === 'epoch') this.#epochs.push(event);
    else if (event.event === 'result') this.#results.push(event);
    else if (event.event === 'comparison') this.#comparison = event;
  }

  end(): void {
    if (this.#start === undefined || this.#results.length === 0) return;
    const start = this.#start;
    const parts = [
      describeData(start, this.#style),
      lossChart(start, this.#epochs, this.#style),
      resultTable(start, this.#results, this.#style),
    ];
    if (this.#comparison !== undefined) parts.push(wrap(this.#comparison.sentence, this.#style.width));
    this.#write(`\n${parts.join('\n\n')}\n\n`);
  }
}

function describeData({ data, network, config, arms }: StartEvent, style: Style): string {
  const { arrow, times } = signs(style);
  const classes = data.classes === null ? '' : ` into ${plural(data.classes.length, 'class', 'classes')}`;
  const among = data.classes === null ? '' : ` (${list(data.classes, 4)})`;
  const left = data.leftOut === 0 ? '' : `, ${whole(data.leftOut)} left out`;
  const from = data.validationPath === null ? '' : ` from ${data.validationPath}`;
  const validate = data.validationRows === 0 ? 'no validation' : `${whole(data.validationRows)} to validate${from}`;
  const counts = arms.map(arm => `${whole(network.parameters[arm] ?? 0)} (${arm})`).join(', ');
  const scale = config.initScale === 1 ? '' : ` ${times} ${config.initScale}`;
  const schedule = config.schedule === 'constant' ? '' : ` ${config.schedule}`;
  const momentum = config.momentum === 0 ? '' : `, momentum ${config.momentum}`;
  const rows: [string, string][] = [
    ['data', `${data.path}: ${plural(data.rows, 'row')}${left}, ${plural(data.features, 'feature')}`],
    ['target', `${data.target}: ${data.task}${classes}${among}, because ${data.taskReason}`],
    ['split', `${whole(data.trainRows)} rows to train, ${validate}, seed ${config.seed}`],
    ['network', `${network.widths.join(` ${arrow} `)}, ${network.activation}, ${config.init}${scale} init`],
    ['parameters', counts],
    [
      'training',
      `SGD, lr ${config.lr}${schedule}${momentum}, batch ${config.batchSize}, ${plural(config.epochs, 'epoch')}`,
    ],
  ];
  const gutter = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows
    .map(([name, text]) => {
      const body = wrap(text, style.width, ' '.repeat(gutter)).slice(gutter);
      return style.color.dim(name.padEnd(gutter)) + body;
    })
    .join('\n');
}

function lossChart(start: StartEvent, epochs: readonly EpochEvent[], style: Style): string {
  const measure = start.data.validationRows === 0 ? 'trainLoss' : 'validationLoss';
  const curves = start.arms.map(arm => ({
    name: arm,
    paint: armColor(style, arm),
    points: epochs
      .filter(epoch => epoch.arm === arm)
      .map(epoch => ({ x: epoch.epoch, y: epoch[measure] ?? Number.NaN })),
  }));
  return renderChart(curves, {
    width: style.width,
    height: style.width >= 120 ? 16 : 13,
    unicode: style.unicode,
    yLabel: measure === 'trainLoss' ? 'training loss' : 'validation loss',
    xLabel: 'epoch',
    dim: style.color.dim,
  });
}

function resultTable(start: StartEvent, results: readonly ResultEvent[], style: Style): string {
  const { data } = start;
  const metric = data.metric === 'accuracy' ? 'accuracy' : `R${signs(style).squared}`;
  const score = data.metric === 'accuracy' ? percent : significant;
  const rmse = `RMSE in units of ${data.target}`;
  const row = (name: string, value: (result: ResultEvent) => string): Cell[] => [
    { text: name },
    ...results.map(result => ({ text: value(result) })),
  ];
  const heading = results.map(({ arm }): Cell => ({ text: arm, paint: paintArm(style, arm) }));
  const rows: Cell[][] = [[{ text: '' }, ...heading]];
  if (data.validationRows > 0) {
    rows.push(row('best validation loss', ({ best }) => significant(best.validationLoss)));
    rows.push(row('  in epoch', ({ best }) => whole(best.epoch)));
    rows.push(row(`  ${metric} there`, ({ best }) => score(best.validationScore)));
    if (data.task === 'regression') rows.push(row(`  ${rmse}`, ({ best }) => significant(best.rmse ?? null)));
    rows.push(row('final validation loss', ({ final }) => significant(final.validationLoss)));
    rows.push(row(`  ${metric}`, ({ final }) => score(final.validationScore)));
  } else if (data.task === 'regression') {
    rows.push(row(rmse, ({ final }) => significant(final.rmse ?? null)));
  }
  rows.push(row('final training loss', ({ final }) => significant(final.trainLoss)));
  rows.push(row('epochs', result => describeEpochs(result)));
  rows.push(row('time per epoch', ({ seconds, epochs }) => duration(epochs === 0 ? null : seconds / epochs)));
  rows.push(row('training time', ({ seconds }) => duration(seconds)));
  return alignTable(rows);
}

function describeEpochs({ epochs, diverged, stoppedEarly }: ResultEvent): string {
  return `${whole(epochs)}${diverged ? ', diverged' : stoppedEarly ? ', stopped early' : ''}`;
}

function paintArm(style: Style, arm: Arm): (text: string) => string {
  return text => style.color.bold(armColor(style, arm)(text));
}
