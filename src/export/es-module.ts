/**
 * Exports a model as one ES module without imports, for Node, browsers and other JavaScript runtimes. It contains a
 * description of the model as JSON, the code of runtime/, and the weights as base64. All code in it is bntrain's own:
 * names and texts of the model are only in JSON, where characters that would end a script element, a line or a comment
 * are escaped.
 */

import { UserError } from '../base/errors.ts';
import { byteSize, list, printable } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import { type Encoding, isFar } from '../data/encoding/encodings.ts';
import { encodingOf, type Input } from '../data/encoding/inputs.ts';
import { numbersAmong } from '../data/reading/missing-numbers.ts';
import { MISSING_WORDS } from '../data/tables/blocks/reader.ts';
import { stylesByColumn, stylesOf } from '../data/tables/styles/column-style.ts';
import type { SavedModel, SavedReading } from '../saved/model.ts';
import { normJson } from '../saved/network-json.ts';
import { tensorsFor } from '../saved/networks.ts';
import { linkedText } from './link.ts';
import type { CellRules } from './runtime/encoder.ts';
import type { ModuleModel } from './runtime/module.ts';

/** Max bytes of weights: engines cannot hold a much longer string. */
const MAX_BYTES = 2 ** 28;
/** Max columns in the example. */
const FEW = 3;

/** `source` is the model file, for the comment at the top. Throws UserError for a model that is too large. */
export function esModule(model: SavedModel, source: string): Uint8Array {
  const weights = weightsOf(model);
  if (weights.length > MAX_BYTES) {
    const max = byteSize(MAX_BYTES);
    throw new UserError(`-o: ${source} has ${byteSize(weights.length)} of weights, and a module takes ${max} at most`);
  }
  return Buffer.from(
    [
      headOf(model, source),
      `const model = ${asScript(moduleModel(model))};`,
      linkedText(new URL('./runtime/module.js', import.meta.url)),
      `const weights = '${weights.toString('base64')}';`,
      'const { inputs, target } = model;',
      'const { predict, predictAll } = makeModule(model, weights);',
      'export { inputs, predict, predictAll, target };\n',
    ].join('\n'),
  );
}

function moduleModel({ network, inputs, target, reading, results }: SavedModel): ModuleModel {
  const { widths, activation, norm, bnEps } = network;
  const { batchNorm, ...other } = normJson(norm);
  return {
    networks: results.length,
    network: { widths, activation, batchNorm, bnEps, ...other },
    inputs,
    target,
    cells: cellRules(inputs, reading.na, reading),
  };
}

/** `na` are the missing words; null means the default ones, which are values in columns of text. */
export function cellRules(
  inputs: readonly Input[],
  na: readonly string[] | null,
  { numbers, styles }: Pick<SavedReading, 'numbers' | 'styles'> = {},
): CellRules {
  const numeric = inputs.flatMap(({ kind, name }) => (kind === 'numeric' ? [name] : []));
  const all = [...stylesOf(numeric, numbers), ...stylesByColumn(styles)];
  return {
    exact: inputs.map(encodingOf).flatMap(each => (each.method === 'scale' && isFar(each) ? [each.name] : [])),
    missingWords: na ?? MISSING_WORDS,
    missingTexts: na ?? [],
    missingNumbers: numbersAmong(na ?? []),
    ...(all.length === 0 ? {} : { styles: Object.fromEntries(all) }),
  };
}

/** The tensors in the order of the layers, network by network, float32, little-endian. */
function weightsOf({ network, tensors, results }: SavedModel): Buffer {
  const names = tensorsFor(network, results.length).flatMap(({ name, dtype }) => (dtype === 'F32' ? [name] : []));
  return Buffer.concat(
    names.map(name => {
      const { buffer, byteOffset, byteLength } = tensors.get(name)!;
      return Buffer.from(buffer, byteOffset, byteLength);
    }),
  );
}

function headOf(model: SavedModel, source: string): string {
  const { inputs, target, network, data, version: trainer, results } = model;
  const cells = inputs.slice(0, FEW).map(input => `${asScript(input.name)}: ${asScript(exampleOf(encodingOf(input)))}`);
  if (inputs.length > FEW) cells.push('...');
  const result = target.classes === null ? '{ value }' : '{ class, probabilities }';
  const norm = network.folded ? ', batch norm folded' : '';
  const what = results.length === 1 ? 'a network' : `the mean of ${results.length} networks`;
  return `/**
 * Predicts ${asComment(target.name)}: ${what} ${network.widths.join('-')}${norm}, trained by bntrain ${asComment(trainer)} on
 * ${asComment(list(data.paths))}, exported from ${asComment(source)} by bntrain ${version}.
 *
 *   predict({ ${cells.join(', ')} }) gives ${result}
 *   predictAll(rows) gives an array of these
 *   inputs and target say what each column is, and what is predicted
 */`;
}

function exampleOf(encoding: Encoding): string | number {
  if (encoding.method === 'scale') return Number(encoding.filler.toPrecision(4));
  if (encoding.method === 'calendar') return '2024-03-01';
  return encoding.positions.find(([, position]) => position === 0)?.[0] ?? '';
}

/** JSON that is safe in a script, in an HTML page and in a comment. */
function asScript(value: unknown): string {
  const spelled = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(/[<\u2028\u2029]|(?<=\*)\//g, spelled);
}

function asComment(text: string): string {
  return asScript(printable(text)).slice(1, -1);
}
