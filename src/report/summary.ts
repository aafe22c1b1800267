/**
 * Shows the result of a run from its events: the data and the network, the loss curves of the arms in one chart, a
 * table, and the closing sentences.
 */

import { displayPath } from '../base/files/standard-input.ts';
import { Thinned } from '../base/numbers/thinned.ts';
import {
  byteSize,
  formatCount,
  list,
  plural,
  printable,
  shownName,
  significant,
  writtenNumber,
} from '../base/text/format.ts';
import { inShell } from '../base/text/setting-names.ts';
import type {
  ComparisonEvent,
  EnsembleEvent,
  EpochEvent,
  LinearEvent,
  Listener,
  ModelEvent,
  RefitEvent,
  ResultEvent,
  SavedEvent,
  StartEvent,
  TrainingEvent,
  ValidationEvent,
} from '../events/events.ts';
import { commandAgain } from './command-again.ts';
import { ensembleTable, meanCurve } from './ensemble.ts';
import { armCurves, type LossPoint, lossChart } from './loss-chart.ts';
import { ProbeReport } from './probes/report.ts';
import { isUneven, resultTable } from './result-table.ts';
import { seedsFacts } from './seeds/facts.ts';
import { SeedsReport } from './seeds/report.ts';
import { describeFacts, type Style, signs } from './style.ts';
import { wrap } from './width.ts';

/** Binary digits by which the drawn points differ: more than a terminal has dots. */
const CHART_DIGITS = 12;

export class Summary implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  #start: StartEvent | undefined;
  /** By arm; of an ensemble by the number of the network. */
  readonly #curves = new Map<string, Thinned<EpochEvent | ValidationEvent>>();
  readonly #results: ResultEvent[] = [];
  readonly #probes = new ProbeReport();
  readonly #seeds = new SeedsReport();
  #ensemble: EnsembleEvent | null = null;
  readonly #comparisons: ComparisonEvent[] = [];
  readonly #refits: RefitEvent[] = [];
  #linear: LinearEvent | undefined;
  readonly #saved: SavedEvent[] = [];

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    this.#seeds.add(event);
    if (event.event === 'start') this.#start = event;
    else if (this.#start?.command === 'sweep' || this.#start?.command === 'evidence') return;
    else if (event.event === 'epoch' || event.event === 'validation') this.#addPoint(event);
    else if (event.event === 'probe' || event.event === 'gradients' || event.event === 'landscape')
      this.#probes.add(event);
    else if (event.event === 'result') this.#results.push(event);
    else if (event.event === 'ensemble') this.#ensemble = event;
    else if (event.event === 'comparison') this.#comparisons.push(event);
    else if (event.event === 'linear') this.#linear = event;
    else if (event.event === 'refit') this.#refits.push(event);
    else if (event.event === 'saved') this.#saved.push(event);
  }

  #addPoint(point: EpochEvent | ValidationEvent): void {
    const run = point.part === undefined ? point.arm : String(point.part);
    if (!this.#curves.has(run)) this.#curves.set(run, new Thinned(CHART_DIGITS));
    this.#curves.get(run)!.add(point);
  }

  #points(): Map<string, readonly LossPoint[]> {
    return new Map([...this.#curves].map(([arm, { values }]) => [arm, values]));
  }

  end(): void {
    if (this.#start === undefined || this.#results.length === 0) return;
    const start = this.#start;
    const style = this.#style;
    const parts = start.config.seeds > 1 ? this.#ofSeeds(start, style) : this.#ofRuns(start, style);
    this.#write(`${parts.join('\n\n')}\n`);
  }

  #ofSeeds(start: StartEvent, style: Style): string[] {
    const facts = describeData(start, style, seedsFacts(start, this.#seeds.pairs, style));
    return [facts, ...this.#seeds.parts(start, style), ...this.#probes.parts(start, style)];
  }

  #ofRuns(start: StartEvent, style: Style): string[] {
    const isEnsemble = start.config.ensemble !== null;
    const parts = [
      describeData(start, style),
      lossChart(
        start,
        isEnsemble ? [meanCurve(start, [...this.#points().values()], style)] : armCurves(start, this.#points(), style),
        style,
      ),
      isEnsemble
        ? ensembleTable(start, this.#results, this.#ensemble, isUneven(start.data.classRows), style)
        : resultTable(start, this.#results, this.#linear, style),
      ...this.#probes.parts(start, style),
    ];
    if (this.#comparisons.length > 0) {
      const { times } = signs(this.#style);
      const sentences = this.#comparisons.map(({ sentence }) => sentence.replaceAll('×', times));
      parts.push(sentences.map(sentence => wrap(sentence, this.#style.width)).join('\n'));
      const again = commandAgain(start, this.#comparisons, this.#style);
      if (again !== null) parts.push(`  ${again}`);
    }
    if (this.#linear !== undefined) parts.push(describeLinear(this.#linear, start, this.#style));
    parts.push(...this.#refits.map(refit => describeRefit(refit, this.#style)));
    if (this.#saved.length > 0) {
      const files = this.#saved.map(saved => describeSaved(saved, start, this.#style));
      parts.push([...files, ...howToPredict(start, this.#saved)].join('\n'));
    }
    return parts;
  }
}

function describeLinear({ sentence, rows }: LinearEvent, { data }: StartEvent, { width }: Style): string {
  const fitted = rows < data.trainRows ? ` The linear model was fitted on ${plural(rows, 'training row')}.` : '';
  return wrap(`${sentence}${fitted}`, width);
}

/** The command to predict with the network of `train`. */
function howToPredict({ command }: StartEvent, saved: readonly SavedEvent[]): string[] {
  return command === 'train' ? saved.map(({ path }) => `To predict: bntrain predict ${inShell(path)} NEW.csv`) : [];
}

function describeRefit({ arm, rows, epochs, trainLoss }: RefitEvent, { width }: Style): string {
  const again = `Trained ${arm} again on all ${plural(rows, 'row')} for ${plural(epochs, 'epoch')}`;
  return wrap(
    `${again}, to a training loss of ${significant(trainLoss)}. The scores above are of the network before, which did not know the held-out rows.`,
    width,
  );
}

function describeSaved(saved: SavedEvent, { config }: StartEvent, style: Style): string {
  const { arm, path, bytes, networks, epoch = 0, step = 0 } = saved;
  const at = config.validateEvery === null ? '' : `, step ${formatCount(step)},`;
  const what =
    networks === undefined
      ? `${arm} of epoch ${formatCount(epoch)}${at}`
      : `${plural(networks, 'network')}, whose mean predicts,`;
  return wrap(`Saved ${what} as ${printable(path)} (${byteSize(bytes)}).`, style.width);
}

/** "lr 0.05 (the default for regression)" */
function describeRate({ data, config, decided, rates }: StartEvent): string {
  if (rates !== undefined)
    return `each arm with its own lr, chosen from ${list(
      rates.map(rate => writtenNumber(Number(rate.toPrecision(4)))),
      rates.length,
    )}`;
  const rate = `lr ${writtenNumber(config.lr)}`;
  return decided.includes('lr') ? `${rate} (the default for ${data.task})` : rate;
}

/** "batch 256 and 20 epochs (the defaults for 400,000 training rows)" */
function describeSteps({ data, config, decided }: StartEvent): string {
  const rows = data.trainRows - Math.min(...(data.partRows ?? [0]));
  const steps = [
    { text: `batch ${config.batchSize}`, isDecided: decided.includes('batchSize') },
    { text: plural(config.epochs, 'epoch'), isDecided: decided.includes('epochs') },
  ];
  const by = `for ${plural(rows, 'training row')})`;
  if (steps.every(({ isDecided }) => isDecided)) {
    return `${steps.map(({ text }) => text).join(' and ')} (the defaults ${by}`;
  }
  return steps.map(({ text, isDecided }) => (isDecided ? `${text} (the default ${by}` : text)).join(', ');
}

export function describeData(
  start: StartEvent,
  style: Style,
  more: readonly (readonly [string, string])[] = [],
): string {
  const { data, network, config, arms } = start;
  const { arrow } = signs(style);
  const classes = data.classes === null ? '' : ` into ${plural(data.classes.length, 'class', 'classes')}`;
  const among = data.classes === null ? '' : ` (${list(data.classes.map(shownName), 4)})`;
  const fromFile = data.location === 'file' ? ', trained on from a file' : '';
  const each = config.ensemble === null ? '' : ` in each of ${config.ensemble} networks`;
  const counts = arms.map(arm => `${formatCount(network.parameters[arm] ?? 0)}${each} (${arm})`).join(', ');
  const training = [config.optimizer, describeRate(start), describeSteps(start)];
  const rows: (readonly [string, string])[] = [
    ['data', `${describePaths(data)}: ${describeRows(data, style)}, ${plural(data.features, 'feature')}${fromFile}`],
    ['target', `${shownName(data.target)}: ${data.task}${classes}${among}, because ${data.taskReason}`],
    ['split', describeSplit(data, config)],
    ['network', `${network.widths.join(` ${arrow} `)}, ${network.activation}, ${describeInit(config, style)}`],
    ['parameters', counts],
    ['training', [...training, ...unusual(config)].join(', ')],
    ...more,
  ];
  return describeFacts(rows, style);
}

export function describePaths({ paths, format }: Pick<StartEvent['data'], 'paths' | 'format'>): string {
  const named = paths.map(displayPath);
  const files = named.length > 3 ? `${named[0]} to ${named.at(-1)} (${plural(named.length, 'file')})` : list(named);
  const unlike = [
    format.compression,
    format.format === 'csv' ? describeDelimiter(format.delimiter) : format.format.replace('-', ' '),
    format.format === 'csv' && format.encoding !== 'utf-8' ? format.encoding : null,
    format.header === false ? 'no header' : null,
  ];
  const shown = unlike.filter(part => part !== null);
  return shown.length === 0 ? files : `${files} (${shown.join(', ')})`;
}

/** The delimiter in words; null for a comma, the default. */
function describeDelimiter(delimiter: string | null): string | null {
  if (delimiter === ',') return null;
  const named = { '\t': 'tabs', ' ': 'spaces', ';': 'semicolons' }[delimiter ?? ''];
  return `separated by ${named ?? delimiter}`;
}

export function describeRows(
  { rows, without, faultyRows }: Pick<StartEvent['data'], 'rows' | 'without' | 'faultyRows'>,
  { settingName }: Style,
): string {
  const left = faultyRows + without.target;
  const parts = [plural(rows + faultyRows, 'row')];
  if (left > 0) parts.push(`${formatCount(left)} left out`);
  if (without.where > 0) parts.push(`${formatCount(without.where)} excluded by ${settingName('where')}`);
  if (without.sample > 0) parts.push(`${formatCount(without.sample)} not in ${settingName('sample')}`);
  return parts.join(', ');
}

export function describeSplit(
  data: Pick<StartEvent['data'], 'trainRows' | 'validationRows' | 'validationPath' | 'partRows'>,
  config: Pick<StartEvent['config'], 'time' | 'group' | 'shuffle' | 'splitSeed'> &
    Partial<Pick<StartEvent['config'], 'seeds' | 'vary'>>,
): string {
  if (data.partRows !== undefined) return describeParts(data.partRows, config);
  const train = `${plural(data.trainRows, 'row')} to train`;
  if (data.validationRows === 0) return `${train}, no validation`;
  const which = config.time !== null ? 'the latest ' : config.shuffle ? '' : 'the last ';
  const rows = `${formatCount(data.validationRows)} to validate`;
  if (data.validationPath !== null) return `${train}, ${rows} from ${data.validationPath}`;
  const isVaried = (config.seeds ?? 1) > 1 && config.vary?.includes('split');
  const by = isVaried ? 'drawn anew by each seed' : `seed ${config.splitSeed}`;
  const drawn = config.shuffle && config.time === null ? `, ${by}` : '';
  const groups = config.group === null ? '' : `, groups of '${config.group}' kept together`;
  const times = config.time === null ? '' : ` by '${config.time}'`;
  return `${train}, ${which}${rows}${times}${groups}${drawn}`;
}

function describeParts(
  partRows: readonly number[],
  { group, shuffle, splitSeed }: Pick<StartEvent['config'], 'group' | 'shuffle' | 'splitSeed'>,
): string {
  const all = partRows.reduce((sum, rows) => sum + rows, 0);
  const [min, max] = [Math.min(...partRows), Math.max(...partRows)];
  const size = min === max ? formatCount(min) : `${formatCount(min)} to ${formatCount(max)}`;
  const groups = group === null ? '' : `, groups of '${group}' kept together`;
  const drawn = shuffle || group !== null ? `, seed ${splitSeed}` : ', in file order';
  return `${plural(all, 'row')} in ${partRows.length} parts of ${size}${groups}${drawn}; each network learns without one part`;
}

/** Describes the initial weights. */
export function describeInit({ init, initScale, initFrom }: ModelEvent['config'], style: Style): string {
  if (initFrom !== null) return `weights from ${printable(initFrom)}`;
  return initScale === 1 ? `${init} init` : `${init} ${signs(style).times} ${initScale} init`;
}

/** Settings that are not at their defaults, in words. */
export function unusual(config: ModelEvent['config']): string[] {
  const parts: string[] = [];
  if (config.schedule !== 'constant') parts.push(`${config.schedule} schedule`);
  if (config.warmup > 0) parts.push(`warm-up of ${plural(config.warmup, 'step')}`);
  if (config.momentum > 0) parts.push(`${config.nesterov ? 'Nesterov ' : ''}momentum ${config.momentum}`);
  if (config.betas.join() !== '0.9,0.999') parts.push(`betas ${config.betas.join(', ')}`);
  if ((config.weightDecay ?? 0) > 0) parts.push(`weight decay ${config.weightDecay}`);
  if ((config.average ?? 0) > 0) parts.push(`average of weights ${config.average}`);
  if ((config.labelSmoothing ?? 0) > 0) parts.push(`label smoothing ${config.labelSmoothing}`);
  if (config.clipPredictions) parts.push('predictions cut to the range of the target');
  if (config.minBatch !== null) parts.push(`no last batch below ${plural(config.minBatch, 'row')}`);
  if (config.clipNorm !== null) parts.push(`gradient norm at most ${config.clipNorm}`);
  if (config.validateEvery !== null) parts.push(`validated every ${plural(config.validateEvery, 'step')}`);
  if (config.patience !== null) parts.push(`patience ${config.patience}`);
  if (config.bnStats !== 'pytorch') parts.push(`running statistics as in ${config.bnStats}`);
  if (!config.shuffle) parts.push('rows in file order');
  if (!config.standardize) parts.push('numbers not standardized');
  if (config.squash !== 'none') parts.push(`inputs squashed by ${config.squash}`);
  return parts;
}
