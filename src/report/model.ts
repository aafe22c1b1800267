/** Shows a model file: facts, layers and inputs. */

import { displayPath } from '../base/files/standard-input.ts';
import {
  formatCount,
  fullNumber,
  list,
  meanNumber,
  percent,
  plural,
  printableMessage,
  shownName,
  significant,
} from '../base/text/format.ts';
import type { LayerDescription, ModelEvent, Scores } from '../events/events.ts';
import { blasText } from './blas.ts';
import { describeInit, unusual } from './run-facts.ts';
import { describeFacts, type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';

type Input = ModelEvent['inputs'][number];

/** `describeInput` describes how an input encodes its column. */
export function renderModel(model: ModelEvent, style: Style, describeInput: (input: Input) => string): string {
  return [
    describeFacts(factsOf(model, style), style),
    layerTable(model, style),
    inputTable(model, style, describeInput),
  ].join('\n\n');
}

function factsOf(model: ModelEvent, style: Style): [string, string][] {
  const { path, format, version, network, target, data, config, ensemble } = model;
  const [result, ...others] = resultsOf(model) as [Result, ...Result[]];
  const classes = target.classes;
  const into =
    classes === null ? '' : ` into ${plural(classes.length, 'class', 'classes')} (${list(classes.map(shownName), 6)})`;
  const units = classes === null ? `, mean ${meanNumber(target.mean)}, deviation ${significant(target.deviation)}` : '';
  const name = network.batchNorm ? 'batch norm' : network.norm && `${network.norm} norm`;
  const withNorm = name === undefined ? 'no batch norm' : `${name} (eps ${network.bnEps})`;
  const norm = network.folded ? 'batch norm folded into the affines' : withNorm;
  const training = [config.optimizer, `lr ${config.lr}`, `batch ${config.batchSize}`, plural(result.epochs, 'epoch')];
  const validated =
    ensemble === undefined ? `${formatCount(data.validationRows)} to validate` : describeFolds(ensemble);
  const rows = [`${plural(data.trainRows, 'row')} to train`, validated];
  const each = ensemble === undefined ? '' : ` in each of ${ensemble.networks} networks, whose mean predicts`;
  const from = data.validationPath === null ? '' : ` from ${data.validationPath}`;
  return [
    ['model', `${path}: ${format}, by bntrain ${version}`],
    ['target', `${shownName(target.name)}: ${target.task}${into}${units}`],
    ...describeRange(target),
    ['network', `${network.widths.join(` ${signs(style).arrow} `)}, ${network.activation}, ${norm}`],
    ['parameters', `${formatCount(network.parameters)}${each}`],
    ['trained on', `${list(data.paths.map(displayPath))}: ${rows.join(', ')}${from}`],
    ...describeDigests(data),
    ['training', [...training, ...unusual(config), describeInit(config, style), `seed ${config.seed}`].join(', ')],
    ...(model.blas === undefined ? [] : [['products', `by ${blasText(model.blas)}`] as [string, string]]),
    ['saved', others.length === 0 ? describeKept(result) : describeAllKept([result, ...others])],
    ...describeRefit(model),
    ['scores', describeScores(model, style)],
    ...describeGuess(model, style),
  ];
}

function describeRange({ range }: ModelEvent['target']): [string, string][] {
  if (range === undefined) return [];
  const [min, max] = [range.min, range.max].map(value => fullNumber(value, Number.isInteger(value)));
  return [['predictions', `cut to the range of the training targets, ${min} to ${max}`]];
}

function describeRefit({ refit, data }: ModelEvent): [string, string][] {
  if (refit === undefined) return [];
  const again = `on all ${plural(refit.rows, 'row')}, for ${plural(refit.epochs, 'epoch')}`;
  const before = `scores are of the network before, of ${plural(data.trainRows, 'row')}`;
  return [['trained again', `${again}: training loss ${significant(refit.trainLoss)}; ${before}`]];
}

type Result = NonNullable<ModelEvent['result']>;

/** The result of each network. */
function resultsOf({ result, results = [] }: ModelEvent): readonly Result[] {
  return result === undefined ? results : [result];
}

function describeFolds({ networks }: NonNullable<ModelEvent['ensemble']>): string {
  return `each validated with one of ${networks} parts`;
}

function describeKept({ kept, epoch, epochs, step }: Result): string {
  return `${kept} epoch, ${formatCount(epoch)} of ${formatCount(epochs)}, after ${plural(step, 'step')}`;
}

function describeAllKept(results: readonly Result[]): string {
  const epochs = results.map(({ epoch }) => formatCount(epoch));
  const most = Math.max(...results.map(({ epochs }) => epochs));
  return `${results[0]!.kept} epochs, ${list(epochs, 20)} of ${formatCount(most)}`;
}

/** The start of a digest is enough to distinguish files. */
function describeDigests({ digests }: ModelEvent['data']): [string, string][] {
  return digests === undefined ? [] : [['SHA-256', list(digests.map(digest => `${digest.slice(0, 16)}...`))]];
}

/** The scores of the saved epoch. */
function describeScores(model: ModelEvent, style: Style): string {
  if (model.ensemble !== undefined) {
    const { loss, score, ...ofTask } = model.ensemble;
    return describe({ validationLoss: loss, validationScore: score, ...ofTask }, model, style);
  }
  const result = resultsOf(model)[0]!;
  return describe(result.kept === 'best' ? result.best : result.final, model, style);
}

type ShownScores = Pick<Result['final'], 'validationLoss' | 'validationScore' | keyof Scores>;

function describe(scores: ShownScores, { target, data, ensemble }: ModelEvent, style: Style): string {
  const parts: string[] = [];
  if (data.validationRows > 0 || ensemble !== undefined) {
    const metric = target.classes === null ? `R${signs(style).squared}` : 'accuracy';
    const value = target.classes === null ? significant : percent;
    parts.push(`validation loss ${significant(scores.validationLoss)}`, `${metric} ${value(scores.validationScore)}`);
  }
  if (scores.rmse !== undefined) parts.push(`RMSE ${significant(scores.rmse)}`);
  if (scores.balancedAccuracy !== undefined) parts.push(`balanced accuracy ${percent(scores.balancedAccuracy)}`);
  if (scores.macroF1 !== undefined) parts.push(`macro F1 ${percent(scores.macroF1)}`);
  return parts.join(', ');
}

/**
 * The level of guessing. A file of the first versions lacks it: it has no shares of the classes, so the loss of guessing is at
 * most the logarithm of the number of classes. For numbers, R² is the share of the squared error of guessing the
 * mean that the network removes.
 */
function describeGuess(model: ModelEvent, style: Style): [string, string][] {
  const { target, data } = model;
  const result = resultsOf(model)[0]!;
  const known = model.ensemble?.guess ?? result.guess;
  if (known !== undefined) {
    const { loss, score, ...ofTask } = known;
    return [['guessing', describe({ validationLoss: loss, validationScore: score, ...ofTask }, model, style)]];
  }
  if (data.validationRows === 0) return [];
  const { validationLoss: loss, validationScore: r2, rmse } = result.kept === 'best' ? result.best : result.final;
  if (target.classes !== null) {
    const classes = target.classes.length;
    const most = `validation loss at most ${significant(Math.log(classes))}, balanced accuracy ${percent(1 / classes)}`;
    return [['guessing', most]];
  }
  if (loss === null || r2 === null || !(r2 < 1) || !Number.isFinite(loss)) return [];
  const guessed = rmse === undefined ? '' : `, RMSE ${significant(rmse / Math.sqrt(1 - r2))}`;
  return [['guessing', `validation loss ${significant(loss / (1 - r2))}${guessed}`]];
}

/** The layers of one network; the ranges are those of all networks. */
function commonLayers({ layers, ensemble }: ModelEvent): LayerDescription[] {
  if (ensemble === undefined) return [...layers];
  const byName = new Map<string, LayerDescription>();
  for (const layer of layers) {
    const name = layer.name.slice(layer.name.indexOf('.') + 1);
    const { runningMean, runningVar } = byName.get(name) ?? layer;
    byName.set(name, {
      ...layer,
      name,
      runningMean: rangeOfBoth(layer.runningMean, runningMean),
      runningVar: rangeOfBoth(layer.runningVar, runningVar),
    });
  }
  return [...byName.values()];
}

type Range = LayerDescription['runningMean'];

function rangeOfBoth(one: Range, other: Range): Range {
  if (one === null || other === null) return one;
  return [Math.min(one[0]!, other[0]!), Math.max(one[1]!, other[1]!)];
}

function layerTable(model: ModelEvent, style: Style): string {
  const layers = commonLayers(model);
  const { arrow } = signs(style);
  const normalized = layers.some(({ runningMean }) => runningMean !== null);
  const range = (values: LayerDescription['runningMean']) =>
    values === null ? '' : `${significant(values[0], 3)} to ${significant(values[1], 3)}`;
  const rows = layers.map(({ name, kind, shape, parameters, runningMean, runningVar }): Cell[] => [
    { text: `${name} ${kind}` },
    { text: shape.map(formatCount).join(` ${arrow} `) },
    { text: parameters === 0 ? '' : formatCount(parameters) },
    ...(normalized ? [{ text: range(runningMean) }, { text: range(runningVar) }] : []),
  ]);
  const names = ['layer', 'shape', 'parameters', ...(normalized ? ['running mean', 'running variance'] : [])];
  return alignTable([names.map(text => ({ text, paint: style.color.dim })), ...rows], style.width);
}

function inputTable({ inputs }: ModelEvent, style: Style, describeInput: (input: Input) => string): string {
  const rows = inputs.map((input): Cell[] => [
    { text: shownName(input.name) },
    { text: input.kind, left: true },
    { text: formatCount(input.width) },
    { text: printableMessage(describeInput(input)), left: true },
  ]);
  const heading = ['input', 'kind', 'width', 'encoded as'].map((text, column) => ({
    text,
    paint: style.color.dim,
    left: column !== 2,
  }));
  return alignTable([heading, ...rows], style.width);
}
