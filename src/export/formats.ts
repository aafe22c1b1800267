/** What a model can be exported as, by the suffix of the file. */

import type { SavedModel } from '../saved/model.ts';
import { modelBytes } from '../saved/write-model.ts';
import { esModule } from './es-module.ts';
import { type Form, onnxModel } from './onnx.ts';

export interface Format {
  /** In events. */
  readonly name: string;
  /** For people. */
  readonly what: string;
  /** What inputs it can take. */
  readonly forms: readonly Form[];
  /** Whether it is the format of models, so that only a folded one is different. */
  readonly isModel: boolean;
  /** The file; `source` is the model's. Throws UserError for what the format has no place for. */
  bytes(model: SavedModel, form: Form, source: string): Uint8Array;
  /** How to use the file of that name. */
  use(name: string): string;
}

const esModuleFormat: Format = {
  name: 'es-module',
  what: 'an ES module',
  forms: ['raw'],
  isModel: false,
  bytes: (model, _, source) => esModule(model, source),
  use: name => `import { predict } from ${JSON.stringify(`./${name}`)}`,
};

export const formats: Readonly<Record<string, Format>> = {
  '.js': esModuleFormat,
  '.mjs': esModuleFormat,
  '.onnx': {
    name: 'onnx',
    what: 'an ONNX model',
    forms: ['raw', 'encoded'],
    isModel: false,
    bytes: onnxModel,
    use: name => `onnxruntime.InferenceSession(${JSON.stringify(name)})`,
  },
  '.safetensors': {
    name: 'safetensors',
    what: 'a model file',
    forms: ['raw'],
    isModel: true,
    bytes: modelBytes,
    use: name => `bntrain predict ${name} FILE`,
  },
};
