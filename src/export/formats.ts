/** The formats that a model can be exported in, by the suffix of the file. */

import type { SavedModel } from '../saved/model.ts';
import { modelBytes } from '../saved/write-model.ts';
import { esModule } from './es-module.ts';
import { type Form, onnxModel } from './onnx.ts';

export interface Format {
  /** The name in events. */
  readonly name: string;
  /** The name for people. */
  readonly what: string;
  /** The inputs that the exported model can take. */
  readonly forms: readonly Form[];
  /** Whether this is the format of model files, where only a folded model differs from the original. */
  readonly isModel: boolean;
  /**
   * The bytes of the file; `source` is the path of the model. Throws UserError for what the format cannot represent.
   */
  bytes(model: SavedModel, form: Form, source: string): Uint8Array;
  /** How to use a file of that name. */
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
