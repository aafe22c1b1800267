/**
 * Starts from the weights in a file instead of random ones: checks that they fit the run, and collects warnings about
 * them.
 */

import { UserError } from '../base/errors.ts';
import { list, plural, printable } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import type { Input } from '../data/encoding/inputs.ts';
import { inputLabels } from '../data/encoding/kinds/kinds.ts';
import type { LoadedData } from '../data/load.ts';
import type { NormName } from '../kernels/reference/norms.ts';
import type { InitialLayer } from '../network/layers/layer.ts';
import { hashOf } from '../network/network.ts';
import { type Norm, norms } from '../network/plan.ts';
import { outputsOf, type PlannedLayer, readLayers, type SavedLayers } from '../saved/read-layers.ts';
import type { TrainerState } from '../training/state.ts';
import { armConfig, inWords } from './arms.ts';
import type { Experiment } from './spec.ts';

type Known = NonNullable<SavedLayers['facts']>;

/**
 * The weights of the file, or null for random ones. Throws UserError, before the table is read, if its hidden layers do
 * not fit.
 */
export function readInitial({ config }: Pick<Experiment, 'config'>): SavedLayers | null {
  const { initFrom, layers } = config;
  return initFrom === null ? null : readLayers(initFrom, found => checkHidden(initFrom, found, layers));
}

function refused(path: string, why: string): UserError {
  return new UserError(`⟪initFrom⟫: ${path}: ${printable(why)}`);
}

function checkHidden(path: string, found: readonly PlannedLayer[], layers: readonly number[]): void {
  const hidden = found.slice(0, -1).map(outputsOf);
  const flag = (widths: readonly number[]) => settingTo('layers', widths);
  if (hidden.length !== layers.length) {
    const count = plural(hidden.length, 'hidden layer');
    throw refused(path, `has ${count}, and ${flag(layers)} has ${layers.length}; ${flag(hidden)} fits the file`);
  }
  const at = hidden.findIndex((width, n) => width !== layers[n]);
  if (at < 0) return;
  const { name, shape } = found[at]!.weight;
  const got = `tensor '${name}' of layer ${at + 1} is (${shape.join(', ')})`;
  throw refused(
    path,
    `${got}, and ${flag(layers)} makes it (${layers[at]}, ${shape[1]}); ${flag(hidden)} fits the file`,
  );
}

/** Throws UserError if the inputs and outputs of the file are not those of this table. */
export function checkInitial({ path, widths, names, facts }: SavedLayers, data: LoadedData): void {
  const { features, classes, target } = data.description;
  if (facts !== null) checkMeaning(path, facts, data);
  const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
  if (inputs !== features) {
    const got = `tensor '${names[0]}' of layer 1 is (${widths[1]}, ${inputs})`;
    throw refused(path, `${got}, and the encoding of this table gives ${plural(features, 'input')}${COLUMNS}`);
  }
  if (outputs === data.outputs) return;
  const got = `tensor '${names.at(-1)}' of layer ${names.length} is (${outputs}, ${widths.at(-2)})`;
  const wanted =
    classes === null
      ? `'${target}' is a number, which takes 1`
      : `'${target}' has ${plural(data.outputs, 'class', 'classes')}`;
  throw refused(path, `${got}, for ${plural(outputs, 'output')}, and ${wanted}; another ⟪target⟫ or ⟪task⟫ may fit`);
}

const COLUMNS = '; ⟪keep⟫, ⟪drop⟫, ⟪numeric⟫, ⟪categorical⟫ and ⟪maxCategories⟫ choose what columns become';

/** A bntrain model describes its inputs and outputs, so each one is compared. */
function checkMeaning(path: string, { inputs, target }: Known, data: LoadedData): void {
  const [theirs, ours] = [inputLabels(inputs), inputLabels(data.inputs)];
  const at = firstDifference(theirs, ours);
  if (at !== null) {
    const counts = `takes ${plural(theirs.length, 'input')}, and the encoding of this table gives ${ours.length}; `;
    const said = `input ${at + 1} is ${theirs[at] ?? 'none'} in the file, and ${ours[at] ?? 'none'} here`;
    throw refused(path, `${theirs.length === ours.length ? '' : counts}${said}${COLUMNS}`);
  }
  const { classes } = data.description;
  if (target.classes === null || classes === null) {
    if (target.classes === classes) return;
    const what = (names: readonly string[] | null) => (names === null ? 'numbers' : 'classes');
    throw refused(path, `predicts ${what(target.classes)}, and this run ${what(classes)}; ⟪task⟫ decides`);
  }
  const differs = firstDifference(target.classes, classes);
  if (differs === null) return;
  const name = (names: readonly string[]) => (names[differs] === undefined ? 'none' : `'${names[differs]}'`);
  throw refused(
    path,
    `its ${target.classes.length} classes are not the ${classes.length} of '${data.description.target}': class ` +
      `${differs + 1} is ${name(target.classes)} in the file, and ${name(classes)} here`,
  );
}

/** Throws UserError if an arm began with other weights. */
export function checkUnchanged({ path, layers }: SavedLayers, state: TrainerState | null): void {
  if (state !== null && state.initHash !== hashOf(layers.map(({ weight }) => weight))) throw changed(path);
}

/** Throws UserError if pairs began with numbers of another digest. */
export function checkSame(initial: SavedLayers, digest: string | null): void {
  if (digest !== digestOf(initial)) throw changed(initial.path);
}

function changed(path: string): UserError {
  return refused(path, 'has other weights than when the run began; put it back as it was');
}

/** Digest of all numbers of the layers, those of norms too. 16 hex digits. */
export function digestOf({ layers }: SavedLayers): string {
  const vectors = ({ weight, bias, norm }: InitialLayer) => [
    weight,
    ...(bias === null ? [] : [bias]),
    ...Object.values(norm?.parts ?? {}),
  ];
  return hashOf(layers.flatMap(vectors));
}

/** The index of the first difference; null if there is none. */
function firstDifference(a: readonly string[], b: readonly string[]): number | null {
  for (let n = 0; n < Math.max(a.length, b.length); n++) if (a[n] !== b[n]) return n;
  return null;
}

export function initialWarnings(
  { path, layers, facts, warnings: ofFile }: SavedLayers,
  run: Experiment,
  data: LoadedData,
): string[] {
  const warnings = [...ofFile];
  const kinds = new Set(layers.flatMap(({ norm }) => (norm === null ? [] : [norm.kind])));
  for (const kind of kinds) {
    for (const arm of run.arms) {
      if (armConfig(arm, run.config).norm === kind) continue;
      warnings.push(
        `its ${norms[kind].title} is left out of ${inWords(arm.name)}, which starts from the affine weights and biases alone`,
      );
    }
  }
  if (facts !== null) {
    warnings.push(...settingsThatDiffer(facts, run, kinds), ...squashThatDiffers(facts, run));
    warnings.push(...scalesThatDiffer(facts, data));
    const { target } = data.description;
    if (facts.target.name !== target)
      warnings.push(`it has learned '${facts.target.name}', and this run learns '${target}'`);
  }
  return warnings.map(message => `⟪initFrom⟫: ${path}: ${message}`);
}

/** Names of settings that differ and change the meaning of the same weights. */
function settingsThatDiffer({ network }: Known, run: Experiment, kinds: ReadonlySet<NormName>): string[] {
  const ours = new Set<Norm>(run.arms.map(arm => armConfig(arm, run.config).norm));
  const [kept] = [...kinds].filter(kind => ours.has(kind));
  const names = {
    activation: 'activation',
    ...(kept === undefined ? {} : { bnEps: `${norms[kept].title} eps` }),
    ...(kept === 'batch' ? { bnStats: 'running statistics' } : {}),
  };
  const keys = Object.keys(names) as (keyof typeof names)[];
  return keys
    .filter(key => network[key] !== run.config[key] && run.config.layers.length > 0)
    .map(key => `it was trained with ${names[key]} ${network[key]}, and this run has ${run.config[key]}`);
}

/**
 * Other rows of the same table change a mean by less than FAR standard deviations, and a standard deviation by less
 * than a factor of UNLIKE.
 */
const FAR = 1;
const UNLIKE = 2;

/**
 * Names inputs whose scale differs much from the file's. Columns are standardized by the rows of this run, while the
 * weights were learned on another scale.
 */
function scalesThatDiffer({ inputs, target }: Known, data: LoadedData): string[] {
  const known = new Map(inputs.filter(isNumeric).map(input => [input.name, input]));
  const names = data.inputs.filter(isNumeric).flatMap(own => {
    const theirs = known.get(own.name);
    return theirs === undefined || alike(own, theirs) ? [] : [`'${own.name}'`];
  });
  if (!alike({ mean: data.targetMean, deviation: data.targetDeviation }, target)) names.push('the target');
  if (names.length === 0) return [];
  return [`it has learned from other numbers in ${list(names)}: means or deviations are far from those of this table`];
}

/** Compares squashing by a column of numbers that both have. Returns one sentence, or none. */
function squashThatDiffers({ inputs }: Known, { config }: Experiment): string[] {
  const numeric = inputs.find(isNumeric);
  const theirs = numeric?.squash ?? 'none';
  if (numeric === undefined || theirs === config.squash) return [];
  return [`it was trained with ${settingTo('squash', theirs)}, and this run has ${settingTo('squash', config.squash)}`];
}

interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

function alike(a: Scale, b: Scale): boolean {
  const [less, more] = [Math.min(a.deviation, b.deviation), Math.max(a.deviation, b.deviation)];
  return Math.abs(a.mean - b.mean) <= FAR * more && more < UNLIKE * less;
}

function isNumeric(input: Input): input is Extract<Input, { kind: 'numeric' }> {
  return input.kind === 'numeric';
}
