/** The commands, with their help. Each is imported when it is called, so that help and version start at once. */

import { existsSync } from 'node:fs';
import { Argument, Command, Option } from 'commander';
import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import { benchDefaults, gradcheckDefaults } from './defaults.ts';
import {
  addCheckpointFlags,
  addDataFlags,
  addOutputFlags,
  addSaveFlags,
  addSomeFlags,
  addTrainingFlags,
} from './flags.ts';
import { addModelCommands } from './model-commands.ts';

const examples = `
Examples:
  bntrain data/iris.csv                                     compare on a table, its last column the target
  bntrain data/digits8x8.csv --target label --layers 100x3  a deeper network, another target
  bntrain data/wine.csv --json | jq -r '.sentence // empty'  metrics for other programs

'bntrain compare --help' lists the flags of a comparison.
`;

const TABLE =
  'CSV, Parquet or JSON lines, or gzipped; several files or a directory of one table; - is the standard input';

export function makeProgram(): Command {
  const program = new Command('bntrain')
    .description(
      'Trains a fully connected network on your table with and without batch normalization, and shows what it did.',
    )
    .usage('[command] <file> [flags]')
    .version(version, '-V, --version', "print bntrain's version; with --verbose, also what it runs on")
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .addHelpText('after', examples);

  const compare = program
    .command('compare', { isDefault: true })
    .summary('train with and without batch norm, and compare (the default)')
    .description('Trains the same network with and without batch norm on the same rows, and compares.')
    .argument('<files...>', TABLE)
    .action(async (paths, options, command) => {
      checkCommand(program, paths);
      await (await import('./experiment.js')).compare(paths, options, command);
    });
  addTrainingFlags(compare);
  addSaveFlags(
    compare,
    '--save-dir <directory>',
    'save both networks there, as baseline.safetensors and batchnorm.safetensors',
  );
  addCheckpointFlags(compare);

  const train = program
    .command('train')
    .summary('train one network')
    .description('Trains one network.')
    .argument('<files...>', TABLE)
    .option('--batch-norm', 'with batch norm (the default)')
    .option('--no-batch-norm', 'without')
    .action(async (paths, options, command) => {
      checkCommand(program, paths);
      await (await import('./experiment.js')).train(paths, options, command);
    });
  addTrainingFlags(train);
  addSaveFlags(
    train,
    '--save <file>',
    'save the network, for show, predict, evaluate and other programs (safetensors)',
  );
  addCheckpointFlags(train);

  const resume = program
    .command('resume')
    .summary('go on with a run that --checkpoint has kept')
    .description(
      'Goes on with a run that was ended, to the same results as if it had not been. All that it was asked for holds; ' +
        'other flags of training may be given, and are compared.',
    )
    .argument('<directory>', 'the directory of --checkpoint')
    .action(async (directory, options, command) => (await import('./resume.js')).resume(directory, options, command));
  addTrainingFlags(resume);
  const shown = ['epochs', 'threads', 'json', 'color', 'quiet'];
  for (const option of resume.options) {
    if (!shown.includes(option.attributeName())) option.hideHelp();
    option.description = option.description.replace(/ \(default: .*\)$/, '');
  }
  resume.option('--force', 'go on though settings, data, kernels or version differ, as far as that can be');

  addModelCommands(program, TABLE);

  const inspect = program
    .command('inspect')
    .summary('show what a table is taken for, without training')
    .description('Shows what training would make of a table, column by column, and why.')
    .argument('<files...>', TABLE)
    .action(async (paths, options, command) => {
      checkCommand(program, paths);
      await (await import('./inspect.js')).inspect(paths, options, command);
    });
  addDataFlags(inspect);
  addOutputFlags(inspect);
  inspect
    .addOption(new Option('--all', 'every column by itself, however many there are').helpGroup('Output:'))
    .addOption(new Option('-q, --quiet', 'no progress').helpGroup('Output:'));

  const gradcheck = program
    .command('gradcheck')
    .summary('check the arithmetic: analytic against numeric gradients')
    .description('Checks the gradients of batch norm and of whole networks against central differences, in float64.')
    .option('--tolerance <t>', `errors from here on fail (default: ${gradcheckDefaults.tolerance})`)
    .action(async (options, command) => (await import('./gradcheck.js')).gradcheck(options, command));
  addSomeFlags(gradcheck, ['layers', 'batchSize', 'activation', 'bnEps', 'seed'], gradcheckDefaults);
  addOutputFlags(gradcheck);

  const bench = program
    .command('bench')
    .summary('measure how fast this machine trains')
    .description('Measures affine products, steps with and without batch norm, and its two backward passes.')
    .option('--features <n>', `inputs of the network (default: ${benchDefaults.features})`)
    .option('--outputs <n>', `classes; 1 for regression (default: ${benchDefaults.outputs})`)
    .action(async (options, command) => (await import('./bench.js')).bench(options, command));
  addSomeFlags(bench, ['layers', 'batchSize', 'activation', 'threads', 'engine'], {});
  addOutputFlags(bench);

  const cache = program
    .command('cache')
    .summary('list the tables that are kept for the next time, or remove them')
    .description('Lists the tables that were read before and are kept, so that they need not be read again.')
    .addArgument(
      new Argument('[action]', 'list them, or clear: remove them all').choices(['list', 'clear']).default('list'),
    )
    .option('--cache-dir <directory>', "where they are (default: bntrain's own in the user's directory for caches)")
    .action(async (action, options) => (await import('./cache.js')).cache(action, options));
  addOutputFlags(cache);

  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'bntrain: ')) });
  }
  return program;
}

/** A mistyped command is taken for a file: where there is no such file, that is the likelier reading. */
function checkCommand({ commands }: Command, [first]: readonly string[]): void {
  const names = commands.map(command => command.name());
  if (first === undefined || /^-$|[./\\]/.test(first) || existsSync(first)) return;
  throw new UserError(`'${first}' is neither a file nor a command; the commands are ${list(names, names.length)}`);
}
