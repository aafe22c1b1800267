/** Facts of a run in words: its data, the network, and the settings of training. */

import { displayPath } from '../base/files/standard-input.ts';
import { formatCount, list, plural, printable, shownName, writtenNumber } from '../base/text/format.ts';
import type { ModelEvent, StartEvent } from '../events/events.ts';
import { describeFacts, type Style, signs } from './style.ts';

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
