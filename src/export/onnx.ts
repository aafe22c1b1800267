/**
 * Exports a model as an ONNX file (https://onnx.ai). docs/onnx.md describes its inputs and outputs.
 *
 * The versions are those of ONNX 1.8, of 2020: the lowest in which all needed operators have their present meaning
 * (Softmax over one axis, Where, IsNaN and integer arithmetic, a Gemm without bias), so that most programs can read it.
 */

import { UserError } from '../base/errors.ts';
import { lengthOf } from '../base/files/protobuf.ts';
import { version } from '../base/version.ts';
import type { Encoding } from '../data/encoding/encodings.ts';
import { encodingOf, inputWidth } from '../data/encoding/inputs.ts';
import { MISSING_WORDS } from '../data/tables/blocks/reader.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import type { SavedModel } from '../saved/model.ts';
import { addDates } from './onnx/dates.ts';
import { type Features, Graph, ML, type Placed } from './onnx/graph.ts';
import { modelProto } from './onnx/messages.ts';
import { addNetworks, type Weights, weightsOf, withFeatures } from './onnx/network.ts';
import { addNumbers } from './onnx/numbers.ts';
import { addTexts, type MissingCodes } from './onnx/texts.ts';
import { checkTexts, isUtf8 } from './onnx/utf8.ts';

/** Whether the model takes the columns of a table, or rows that are encoded already. */
export type Form = 'raw' | 'encoded';

const IR_VERSION = 7;
const OPSETS = { '': 13, [ML]: 2 };

/** Max size of a protocol buffers message. */
const MAX_BYTES = 2 ** 31 - 1;

/** The bytes of the file. Throws UserError for what ONNX cannot represent. */
export function onnxModel(model: SavedModel, form: Form): Uint8Array {
  const graph = form === 'raw' ? rawGraph(model) : encodedGraph(model);
  const { inputs, outputs, nodes, initializers, domains } = graph;
  const pieces = modelProto({
    producerVersion: version,
    irVersion: IR_VERSION,
    opsets: Object.fromEntries(Object.entries(OPSETS).filter(([domain]) => domains.has(domain))),
    description: description(model, form),
    metadata: { inputs: JSON.stringify(model.inputs), target: JSON.stringify(model.target) },
    inputs,
    outputs,
    nodes,
    initializers,
  });
  const length = lengthOf(pieces);
  if (length > MAX_BYTES) {
    const size = (length / 2 ** 30).toFixed(1);
    throw new UserError(
      `the network takes ${size} GiB, and an ONNX file has to be smaller than 2 GiB; train fewer or narrower layers`,
    );
  }
  return Buffer.concat(pieces, length);
}

function description({ target }: SavedModel, form: Form): string {
  const rows = form === 'raw' ? 'the columns of a table' : 'encoded rows';
  return `Predicts ${target.name} from ${rows}. Trained by bntrain; docs/onnx.md there describes inputs and outputs.`;
}

function encodedGraph(model: SavedModel): Graph {
  const graph = new Graph([]);
  const x = graph.input('x', 'float', model.network.widths[0]!, 'encoded rows; metadata inputs says how');
  addOutputs(graph, x, model, weightsOf(model), 'encoded');
  return graph;
}

function rawGraph(model: SavedModel): Graph {
  const placed = place(model.inputs);
  checkTexts(
    placed.map(({ encoding }) => encoding),
    model.target,
  );
  const graph = new Graph(placed.map(({ encoding }) => encoding.name));
  const features = addFeatures(graph, placed, model.reading);
  const x = graph.concat(features.map(({ value }) => value));
  const columns = features.flatMap(each => each.columns);
  const weights = weightsOf(model).map(each => withFeatures(each, columns));
  addOutputs(graph, x, model, weights, 'raw');
  const position = new Map(placed.map(({ encoding }, n) => [encoding.name, n]));
  graph.inputs.sort((a, b) => position.get(a.name)! - position.get(b.name)!);
  return graph;
}

/** Among codes, the usual words mean missing cells, which are values in other columns of text. */
function missingCodes({ na, styles = [] }: SavedModel['reading']): MissingCodes {
  if (na !== null) return new Map();
  return new Map(styles.flatMap(({ kind, column }) => (kind === 'code' ? [[column, MISSING_WORDS] as const] : [])));
}

/** The position of each input, without inputs that have no features, such as dates that were constant in training. */
function place(inputs: SavedModel['inputs']): Placed<Encoding>[] {
  let offset = 0;
  return inputs
    .map(input => {
      const placed = { encoding: encodingOf(input), offset };
      offset += inputWidth(input);
      return placed;
    })
    .filter(({ encoding }) => encoding.width > 0 || encoding.indicator);
}

type Conversion<E> = (
  graph: Graph,
  columns: readonly { readonly encoding: E; readonly offset: number }[],
  missing: readonly string[],
  codes: MissingCodes,
) => Features[];

/** The conversions of columns by their encoding, in the order of the graph. */
const conversions: { readonly [M in Encoding['method']]: Conversion<Extract<Encoding, { method: M }>> } = {
  scale: addNumbers,
  calendar: addDates,
  'one-hot': addTexts,
};

function addFeatures(graph: Graph, placed: readonly Placed<Encoding>[], reading: SavedModel['reading']): Features[] {
  const missing = (reading.na ?? []).filter(isUtf8);
  const codes = missingCodes(reading);
  return Object.entries(conversions).flatMap(([method, convert]) => {
    const columns = placed.filter(({ encoding }) => encoding.method === method);
    return columns.length === 0 ? [] : (convert as Conversion<Encoding>)(graph, columns, missing, codes);
  });
}

/** Cuts finite numbers to the range; the others stay as they are. */
function addCut(graph: Graph, value: string, { min, max }: PredictionRange, name: string): void {
  const cut = graph.node('Min', [graph.node('Max', [value, graph.doubles(min)]), graph.doubles(max)]);
  const finite = graph.node('Less', [graph.node('Abs', [value]), graph.doubles(Number.POSITIVE_INFINITY)]);
  graph.node('Where', [finite, cut, value], { name });
}

function addOutputs(graph: Graph, x: string, { target }: SavedModel, weights: readonly Weights[], form: Form): void {
  const { classes, mean, deviation, range } = target;
  if (classes === null) {
    const value = graph.output('value', 'double', 1, `${target.name}, in its own units`);
    const standardized = graph.cast(addNetworks(graph, x, weights), 'double');
    const scaled = graph.node('Mul', [standardized, graph.doubles(deviation)]);
    if (range === undefined) graph.node('Add', [scaled, graph.doubles(mean)], { name: value });
    else addCut(graph, graph.node('Add', [scaled, graph.doubles(mean)]), range, value);
    return;
  }
  const count = classes.length;
  if (form === 'raw') {
    const label = graph.output('label', 'string', null, `${target.name}, the class of the greatest probability`);
    const probabilities = graph.output(
      'probabilities',
      'float',
      count,
      'of the classes, in the order of metadata target',
    );
    const logits = addNetworks(graph, x, weights);
    graph.node('Softmax', [logits], { name: probabilities, attributes: { axis: 1 } });
    const best = graph.node('ArgMax', [logits], { attributes: { axis: 1, keepdims: 0 } });
    const names = graph.tensor('classes', { dims: [count], values: classes });
    graph.node('Gather', [names, best], { name: label, attributes: { axis: 0 } });
    return;
  }
  const logits = graph.output('logits', 'float', count, 'of the classes, in the order of metadata target');
  const probabilities = graph.output('probabilities', 'float', count, 'their softmax');
  addNetworks(graph, x, weights, logits);
  graph.node('Softmax', [logits], { name: probabilities, attributes: { axis: 1 } });
}
