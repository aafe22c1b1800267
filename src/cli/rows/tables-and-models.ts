/** Commands that look at tables, and those that use model files. */

import { tableKeys } from '../../settings/table.ts';
import { settingsOf } from '../flags.ts';
import { type Argument, type Command, files } from './row.ts';

const model: Argument = { name: '<model>', help: 'a file that --save or --save-dir has written' };

/** Settings for reading a table for a model, which already knows its columns and dates. */
const ofRows = [...settingsOf('reading').filter(key => key !== 'dateOrder'), 'threads', 'engine'] as const;

export const tablesAndModels = {
  inspect: {
    summary: 'show how a table is interpreted, without training',
    description: 'Shows what training would make of a table, column by column, and why.',
    arguments: [files],
    common: [
      ...(['target', 'task', 'drop', 'numeric', 'categorical', 'validation', 'delimiter', 'na', 'onError'] as const),
      ...(['write', 'all', 'config', 'json'] as const),
    ],
    settings: tableKeys,
    flags: ['write', 'all', 'config', 'json', 'color', 'quiet'],
    examples: [
      ['bntrain inspect data/penguins.csv', 'every column, and what becomes of it'],
      ['bntrain inspect data/penguins.csv --write clean.csv', 'and the table as it was read, to check it'],
      ['bntrain inspect data/penguins.csv --na unknown', 'with other words for missing cells'],
    ],
    takesTable: true,
    run: async invocation => (await import('../commands/inspect.js')).inspect(invocation),
  },
  show: {
    summary: 'show what is in a model file',
    description: 'Shows what is in a model file: the network, its inputs, how it was trained.',
    arguments: [model],
    settings: [],
    flags: ['json', 'color'],
    examples: [['bntrain show penguins.safetensors', 'the network and its inputs']],
    run: async invocation => (await import('../commands/show.js')).show(invocation),
  },
  predict: {
    summary: 'predict the target of new rows',
    description: 'Predicts the target of each row with a saved network, in the order of the rows.',
    arguments: [model, files],
    common: ['output', 'copy', 'probabilities', 'na', 'onError', 'json'],
    settings: ofRows,
    flags: ['output', 'copy', 'probabilities', 'config', 'json', 'color'],
    examples: [
      ['bntrain predict penguins.safetensors new.csv', 'a prediction for each row'],
      ['bntrain predict penguins.safetensors new.csv --copy id -o out.csv', 'with a column of the table, to a file'],
    ],
    run: async invocation => (await import('../commands/predict.js')).predict(invocation),
  },
  evaluate: {
    summary: 'score a saved network on rows whose targets are known',
    description: 'Compares what a saved network predicts with what the rows say.',
    arguments: [model, files],
    common: ['heldOut', 'na', 'onError', 'failUnder', 'threads', 'json'],
    settings: ofRows,
    flags: ['heldOut', 'failUnder', 'config', 'json', 'color'],
    changes: { failUnder: { help: 'exit with 3 where the accuracy, or R2, is below' } },
    examples: [
      ['bntrain evaluate penguins.safetensors new.csv', 'scores, and the confusion matrix'],
      ['bntrain evaluate penguins.safetensors data/penguins.csv --held-out', 'of the rows that were not trained on'],
    ],
    run: async invocation => (await import('../commands/evaluate.js')).evaluate(invocation),
  },
  export: {
    summary: 'write a saved network as a file for other programs',
    description:
      'Writes a saved network as an ES module (.js, .mjs), an ONNX model (.onnx), or a model file with its batch norm folded ' +
      '(.safetensors).',
    arguments: [model],
    common: ['output', 'fold', 'encoded', 'check', 'json'],
    settings: ofRows,
    flags: ['output', 'fold', 'encoded', 'check', 'config', 'json', 'color'],
    changes: { output: { help: 'write there: .onnx, .js, .mjs, or with --fold .safetensors', required: true } },
    examples: [
      ['bntrain export penguins.safetensors -o penguins.onnx', 'for ONNX Runtime'],
      ['bntrain export penguins.safetensors -o penguins.mjs --fold', 'for JavaScript, with batch norm folded'],
    ],
    run: async invocation => (await import('../commands/export.js')).exportModel(invocation),
  },
} as const satisfies Record<string, Command>;
