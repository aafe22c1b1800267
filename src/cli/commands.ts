/** Every command, one row each: its help, its flags and its code, which is loaded only when the command is called. */

import { tracedSettings } from '../experiment/trace/request.ts';
import { formatList } from '../report/formats.ts';
import { defaultLook } from '../report/image/look.ts';
import { canSweep } from '../settings/ranges.ts';
import { EVIDENCE_SEEDS } from '../settings/rows/evidence.ts';
import { type SettingKey, tableKeys } from '../settings/table.ts';
import type { Invocation } from './command.ts';
import { type Changes, DEFAULT_REPORT, type FlagKey, type OwnFlagKey, settingsOf } from './flags.ts';

export interface Argument {
  /** Name and arguments as in usage: "<files...>". */
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface Command {
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  /** The flags that the short help shows, in this order; absent if it shows all. */
  readonly common?: readonly FlagKey[];
  /** The settings that have an effect. */
  readonly settings: readonly SettingKey[];
  /** Settings that have no flag here, and are taken from config files all the same. */
  readonly fileSettings?: readonly SettingKey[];
  readonly flags: readonly OwnFlagKey[];
  /** Settings that may have several values. */
  readonly several?: readonly SettingKey[];
  /** Flags whose help differs from that in the table of flags. */
  readonly changes?: { readonly [K in FlagKey]?: Partial<Changes> };
  /** Defaults that differ from those of the settings. */
  readonly defaults?: { readonly [K in SettingKey]?: string };
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Whether the first argument is a file. If there is no such file, it may be a mistyped command. */
  readonly takesTable?: true;
  run(invocation: Invocation): Promise<void>;
}

/** The argument that names the files of a table. */
export const FILES = '<files...>';

const files: Argument = {
  name: FILES,
  help: 'CSV, Parquet or JSON lines, or gzipped; several files or a directory of one table; - or a pipe for standard input',
};
const model: Argument = { name: '<model>', help: 'a file that --save or --save-dir has written' };

const ofRuns = settingsOf('data', 'validation', 'reading', 'network', 'training', 'machine', 'output');
/**
 * A comparison fixes the norms of its arms and saves each as it was compared; a resumed run keeps those settings. Both are of
 * single networks.
 */
const ofArms = ofRuns.filter(key => key !== 'norm' && key !== 'refit' && key !== 'ensemble');
/** All runs of a sweep last as long. */
const ofSweeps = ofArms.filter(key => key !== 'patience' && key !== 'initFrom');
const ofTables = tableKeys;
/** Flags of commands whose runs a queue may have trained. */
const ofQueues = ['queue', 'insecureQueue', 'detach', 'verify', 'sendData'] as const;
const queue = {
  help: 'have the runs trained by workers of a queue: postgres://user@host/database, redis:// or rediss://; env for BNTRAIN_QUEUE',
  shown: 'none',
};
/** Settings for reading a table for a model, which already knows its columns and dates. */
const ofRows = [...settingsOf('reading').filter(key => key !== 'dateOrder'), 'threads', 'engine'] as const;

const table = {
  compare: {
    summary: 'train with and without batch norm, and compare (the default)',
    description: 'Trains the same network with and without batch norm on the same rows, and compares.',
    arguments: [files],
    common: [
      ...(['target', 'drop', 'validation', 'layers', 'activation', 'epochs', 'batchSize', 'lr'] as const),
      ...(['seed', 'seeds', 'saveDir', 'checkpoint', 'config', 'json'] as const),
    ],
    settings: ofArms,
    // It has no effect, and the experiment warns of that.
    fileSettings: ['norm'],
    flags: [
      ...(['saveDir', 'saveEpoch', 'results', 'shard', 'checkpoint', 'checkpointEvery', 'failUnder'] as const),
      ...ofQueues,
      ...(['report', 'config', 'json', 'color', 'quiet'] as const),
    ],
    examples: [
      ['bntrain data/iris.csv', 'predict the last column'],
      ['bntrain data/digits8x8.csv -t label -l 100x3', 'a deeper network, another target'],
      ['bntrain data/iris.csv --seeds 20', 'with 20 seeds: bands, intervals'],
    ],
    changes: { queue },
    takesTable: true,
    run: async invocation => (await import('./commands/compare.js')).compare(invocation),
  },
  sweep: {
    summary: 'train with and without batch norm over a grid of settings',
    description:
      'Trains the same network with and without batch norm for every combination of settings, and shows where each arm trains, and ' +
      'how well. Settings of the network and of training take lists (0.01,0.1) and ranges (0.001..1:7, seven values; log or lin at ' +
      'the end says how they are spaced).',
    arguments: [files],
    common: [
      ...([
        'target',
        'lr',
        'initScale',
        'init',
        'batchSize',
        'depth',
        'width',
        'layers',
        'activation',
        'epochs',
      ] as const),
      ...(['seeds', 'grid', 'maxStableLr', 'threads', 'results', 'shard', 'config', 'json'] as const),
    ],
    settings: ofSweeps,
    several: ofSweeps.filter(canSweep),
    defaults: { seeds: '5' },
    flags: [
      ...(['depth', 'width', 'grid', 'maxStableLr', 'yes', 'results', 'shard', 'checkpoint'] as const),
      ...ofQueues,
      ...(['checkpointEvery', 'logEpochs', 'report', 'config', 'json', 'color', 'quiet'] as const),
    ],
    examples: [
      ['bntrain sweep data/digits8x8.csv --lr 0.001..1:7 --seeds 5', 'seven learning rates, five seeds'],
      ['bntrain sweep data/digits8x8.csv --init-scale 0.01..10:7 --depth 1..5:5 --width 100', 'a heat map'],
      ['bntrain sweep data/iris.csv --layers 100x2,50x4 --activation relu,tanh', 'networks, activations'],
      ['bntrain sweep data/iris.csv --max-stable-lr --seeds 5', 'the largest learning rate that trains'],
    ],
    changes: { queue },
    takesTable: true,
    run: async invocation => (await import('./commands/sweep.js')).sweep(invocation),
  },
  train: {
    summary: 'train one network',
    description: 'Trains one network, by a recipe that is good for most tables.',
    arguments: [files],
    common: [
      ...(['target', 'drop', 'validation', 'layers', 'activation', 'norm', 'recipe', 'epochs'] as const),
      ...(['batchSize', 'lr', 'ensemble', 'seed', 'save', 'checkpoint', 'config', 'json'] as const),
    ],
    settings: ofRuns,
    defaults: { recipe: 'tabular' },
    flags: [
      'batchNorm',
      'save',
      'saveEpoch',
      'results',
      'shard',
      'checkpoint',
      'checkpointEvery',
      'failUnder',
      ...ofQueues,
      'report',
      'config',
      'json',
      'color',
      'quiet',
    ],
    examples: [
      ['bntrain train data/penguins.csv -t species --save penguins.safetensors', 'train, and keep the network'],
      ['bntrain train data/iris.csv --no-batch-norm', 'without batch norm'],
      ['bntrain train data/iris.csv --config run.yaml -e 50', 'settings from a file, with one change'],
    ],
    changes: { queue },
    takesTable: true,
    run: async invocation => (await import('./commands/train.js')).train(invocation),
  },
  evidence: {
    summary: 'test claims about batch norm: faster, forgiving, regularizing',
    description:
      'Tests on your table, with pairs of runs, whether batch norm converges faster, trains from poor initial weights, and ' +
      'regularizes. docs/evidence.md explains the verdicts.',
    arguments: [files],
    common: [
      ...(['claims', 'seeds', 'vary', 'target', 'layers', 'epochs', 'batchSize', 'lr', 'initScale'] as const),
      ...(['smallestEffect', 'targetShare', 'alpha', 'seed', 'checkpoint', 'json'] as const),
    ],
    settings: [...ofArms, ...settingsOf('evidence')],
    fileSettings: ['norm'],
    several: ['initScale'],
    defaults: { seeds: String(EVIDENCE_SEEDS) },
    flags: [
      ...(['results', 'shard', 'checkpoint', 'checkpointEvery'] as const),
      ...ofQueues,
      ...(['report', 'config', 'json', 'color', 'quiet'] as const),
    ],
    changes: {
      initScale: {
        help: 'initial scales to try, 1 among them: a list, or a range with equal ratios',
        shown: '0.001..10:9',
      },
      lr: { help: 'learning rate; of several, each arm gets its own, chosen on further seeds' },
      trainEvalRows: { help: 'training rows for the claim regularizes: n, or all', shown: 'all' },
      patience: { help: 'refused: both arms of a pair get the same epochs' },
      queue,
    },
    examples: [
      ['bntrain evidence data/digits8x8.csv -t label', 'three claims, each with a verdict'],
      ['bntrain evidence data/iris.csv --claims faster --seeds 10', 'one claim takes fewer seeds'],
      ['bntrain evidence data/wine.csv --json > wine.json', 'everything that is known, for other programs'],
    ],
    takesTable: true,
    run: async invocation => (await import('./commands/evidence.js')).evidence(invocation),
  },
  worker: {
    summary: 'train runs of a queue, which other machines put there',
    description:
      'Takes runs from a queue, trains them and returns their results, until it is stopped. A first signal lets it finish what it ' +
      'has, for 25 s at most; after a second one it gives that back to the queue. docs/scale.md explains queues.',
    arguments: [],
    settings: ['threads', 'engine', 'cache', 'cacheDir'],
    flags: [
      ...(['queue', 'insecureQueue', 'data', 'drain', 'maxParameters', 'maxSeconds'] as const),
      ...(['json', 'color', 'quiet'] as const),
    ],
    changes: { quiet: { help: 'no line for each bundle of runs' } },
    examples: [
      ['bntrain worker --queue postgres://farm@localhost/runs', 'until it is stopped'],
      ['bntrain worker --queue redis://localhost --data tables --drain', 'until the queue is empty'],
    ],
    run: async invocation => (await import('./commands/worker.js')).worker(invocation),
  },
  resume: {
    summary: 'continue a run that --checkpoint has kept',
    description:
      'Continues an interrupted run and gives exactly the results of an uninterrupted one. Its settings are restored; flags ' +
      'given here are checked against them.',
    arguments: [{ name: '<directory>', help: 'the directory of --checkpoint' }],
    common: ['epochs', 'threads', 'force', 'json', 'color', 'quiet'],
    settings: ofArms,
    flags: ['force', 'failUnder', 'report', 'json', 'color', 'quiet'],
    examples: [
      ['bntrain resume run1', 'continue to the end'],
      ['bntrain resume run1 -e 200', 'for more epochs'],
    ],
    run: async invocation => (await import('./commands/resume.js')).resume(invocation),
  },
  report: {
    summary: 'write a page of what runs came to, from their metrics',
    description:
      'Writes a report of runs from what they wrote with --json. Runs that differ only in their seeds are shown together.',
    arguments: [{ name: FILES, help: 'metrics files, or directories of them; - or a pipe for standard input' }],
    settings: [],
    flags: ['output', 'format', 'title', 'theme', 'width', 'scale', 'open', 'json', 'color'],
    changes: {
      output: {
        help: `write there; the suffix says what: ${formatList}; - with --format for standard output`,
        shown: `${DEFAULT_REPORT}.html`,
      },
      width: { group: 'output', help: 'width of .svg and .png; the height follows', shown: String(defaultLook.width) },
    },
    examples: [
      ['bntrain compare data/iris.csv --seeds 20 --report iris.html', 'a report of a run, at its end'],
      ['bntrain report iris.ndjson', 'of a run that wrote its metrics'],
      ['bntrain report seed-*.ndjson -o iris.html', 'of several, together'],
      ['bntrain report iris.ndjson -o iris.png --width 600 --theme dark', 'a figure'],
    ],
    run: async invocation => (await import('./commands/report.js')).report(invocation),
  },
  inspect: {
    summary: 'show how a table is interpreted, without training',
    description: 'Shows what training would make of a table, column by column, and why.',
    arguments: [files],
    common: [
      ...(['target', 'task', 'drop', 'numeric', 'categorical', 'validation', 'delimiter', 'na', 'onError'] as const),
      ...(['write', 'all', 'config', 'json'] as const),
    ],
    settings: ofTables,
    flags: ['write', 'all', 'config', 'json', 'color', 'quiet'],
    examples: [
      ['bntrain inspect data/penguins.csv', 'every column, and what becomes of it'],
      ['bntrain inspect data/penguins.csv --write clean.csv', 'and the table as it was read, to check it'],
      ['bntrain inspect data/penguins.csv --na unknown', 'with other words for missing cells'],
    ],
    takesTable: true,
    run: async invocation => (await import('./commands/inspect.js')).inspect(invocation),
  },
  show: {
    summary: 'show what is in a model file',
    description: 'Shows what is in a model file: the network, its inputs, how it was trained.',
    arguments: [model],
    settings: [],
    flags: ['json', 'color'],
    examples: [['bntrain show penguins.safetensors', 'the network and its inputs']],
    run: async invocation => (await import('./commands/show.js')).show(invocation),
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
    run: async invocation => (await import('./commands/predict.js')).predict(invocation),
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
    run: async invocation => (await import('./commands/evaluate.js')).evaluate(invocation),
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
    run: async invocation => (await import('./commands/export.js')).exportModel(invocation),
  },
  trace: {
    summary: 'show the arithmetic of batch norm on one batch, by hand',
    description:
      'Shows batch norm on one batch that training takes: every number forward, and backward node by node beside the closed ' +
      'form, with the formulas.',
    arguments: [files],
    common: ['rows', 'step', 'layer', 'units', 'target', 'layers', 'activation', 'seed', 'json', 'color'],
    settings: tracedSettings,
    flags: ['rows', 'step', 'layer', 'units', 'config', 'json', 'color', 'quiet'],
    changes: { norm: { help: 'batch; a trace shows no other' } },
    examples: [
      ['bntrain trace data/iris.csv --rows 8', 'the first batch of training'],
      ['bntrain trace data/iris.csv --step 100 --layer 2 --units 1,4', 'a later step, two units of the second layer'],
    ],
    takesTable: true,
    run: async invocation => (await import('./commands/trace.js')).trace(invocation),
  },
  gradcheck: {
    summary: 'check the arithmetic: analytic against numeric gradients',
    description: 'Checks the gradients of batch norm and of whole networks against central differences, in float64.',
    arguments: [],
    settings: ['layers', 'activation', 'bnEps', 'batchSize', 'seed'],
    flags: ['tolerance', 'json', 'color'],
    // Small enough to check each number in well under a second.
    defaults: { layers: '10,8', batchSize: '8' },
    examples: [['bntrain gradcheck --activation tanh', 'with another activation']],
    run: async invocation => (await import('./commands/gradcheck.js')).gradcheck(invocation),
  },
  bench: {
    summary: 'measure how fast this machine trains',
    description: 'Measures affine products, steps with and without batch norm, and its two backward passes.',
    arguments: [],
    settings: ['layers', 'activation', 'batchSize', 'optimizer', 'engine', 'blas', 'threads'],
    flags: ['features', 'outputs', 'json', 'color'],
    defaults: { threads: '1' },
    examples: [['bntrain bench -l 256x3 -b 128 --threads 4', 'your network, on four threads']],
    run: async invocation => (await import('./commands/bench.js')).bench(invocation),
  },
  queue: {
    summary: 'make the queue of a server, show what it holds, and change that',
    description:
      'Shows and changes what a queue on PostgreSQL or Redis holds; on PostgreSQL, init makes it. docs/scale.md explains queues.',
    arguments: [
      {
        name: '[action]',
        help: 'show it, make it, cancel a sweep, retry what failed, remove what has ended',
        choices: ['status', 'init', 'cancel', 'retry', 'prune'],
        default: 'status',
      },
    ],
    settings: [],
    flags: ['queue', 'sweep', 'insecureQueue', 'json', 'color'],
    examples: [
      ['bntrain queue init --queue postgres://owner@localhost/runs', 'once, as the owner of the database'],
      ['bntrain queue status --queue redis://localhost', 'what waits, runs, is done and has failed'],
    ],
    run: async invocation => (await import('./commands/queue.js')).queue(invocation),
  },
  cache: {
    summary: 'list the tables that are kept for the next time, or remove them',
    description: 'Lists the tables that were read before and are kept, so that they need not be read again.',
    arguments: [
      { name: '[action]', help: 'list them, or clear: remove them', choices: ['list', 'clear'], default: 'list' },
      { name: '[table]', help: 'the tables that were read from this file; all of them by default' },
    ],
    settings: ['cacheDir'],
    flags: ['json', 'color'],
    examples: [
      ['bntrain cache clear', 'remove them all'],
      ['bntrain cache clear iris.csv', 'remove those of a file'],
    ],
    run: async invocation => (await import('./commands/cache.js')).cache(invocation),
  },
  completion: {
    summary: 'print a script that completes commands and flags in a shell',
    description: 'Prints a script that completes commands, flags and their values.',
    arguments: [{ name: '<shell>', help: 'the shell that is to read it', choices: ['bash', 'zsh', 'fish'] }],
    settings: [],
    flags: [],
    examples: [
      ['source <(bntrain completion bash)', 'in ~/.bashrc'],
      ['source <(bntrain completion zsh)', 'in ~/.zshrc, after compinit'],
      ['bntrain completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    run: async invocation => (await import('./commands/completion.js')).completion(invocation),
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof table;
export const commands: Readonly<Record<CommandName, Command>> = table;
export const commandNames = Object.keys(table) as readonly CommandName[];
/** The command of `bntrain FILE`. */
export const defaultCommand: CommandName = 'compare';
