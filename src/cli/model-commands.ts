/** The commands about saved networks, with their help. */

import type { Command } from 'commander';
import { addOutputFlags, addReadingFlags } from './flags.ts';

const MODEL = 'a file that --save or --save-dir has written';

/** `table` says what files a table can be in. */
export function addModelCommands(program: Command, table: string): void {
  addShow(program);
  addPredict(program, table);
  addEvaluate(program, table);
  addExport(program);
}

function addShow(program: Command): void {
  const show = program
    .command('show')
    .summary('show what is in a model file')
    .description('Shows what is in a model file: the network, its inputs, how it was trained.')
    .argument('<model>', MODEL)
    .action(async (path, flags) => (await import('./show.js')).show(path, flags));
  addOutputFlags(show);
}

function addPredict(program: Command, table: string): void {
  const predict = program
    .command('predict')
    .summary('predict the target of new rows')
    .description('Predicts the target of each row with a saved network, in the order of the rows.')
    .argument('<model>', MODEL)
    .argument('<files...>', table)
    .option('-o, --output <file>', 'write there (default: the standard output)')
    .option('--keep <columns>', 'columns of the table to pass through as they stand: names, positions, 2-5, a..d, p*')
    .option('--probabilities', "each class's probability too")
    .action(async (path, files, flags, command) => (await import('./predict.js')).predict(path, files, flags, command));
  addReadingFlags(predict);
  addOutputFlags(predict);
}

function addEvaluate(program: Command, table: string): void {
  const evaluate = program
    .command('evaluate')
    .summary('score a saved network on rows whose targets are known')
    .description('Compares what a saved network predicts with what the rows say.')
    .argument('<model>', MODEL)
    .argument('<files...>', table)
    .action(async (path, files, flags, command) =>
      (await import('./evaluate.js')).evaluate(path, files, flags, command),
    );
  addReadingFlags(evaluate);
  addOutputFlags(evaluate);
}

function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('write a saved network as a file for other programs')
    .description(
      'Writes a saved network as an ES module (.js, .mjs), an ONNX model (.onnx), or a model file with its batch norm folded ' +
        '(.safetensors).',
    )
    .argument('<model>', MODEL)
    .requiredOption('-o, --output <file>', 'write there: .onnx, .js, .mjs, or with --fold .safetensors')
    .option('--fold', 'fold batch norm into the affines in front of it, and say how much that changes')
    .option('--encoded', 'an ONNX model that takes encoded rows')
    .option('--check <file>', 'measure what folding changes on these rows (default: the validation rows of training)')
    .action(async (path, flags, command) => (await import('./export.js')).exportModel(path, flags, command));
  addReadingFlags(command);
  addOutputFlags(command);
}
