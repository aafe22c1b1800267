/** Commands that train, and what is made of their runs. */

import { formatList } from '../../report/formats.ts';
import { defaultLook } from '../../report/image/look.ts';
import { canSweep } from '../../settings/ranges.ts';
import { EVIDENCE_SEEDS } from '../../settings/rows/evidence.ts';
import { DEFAULT_REPORT, settingsOf } from '../flags.ts';
import { type Command, FILES, files } from './row.ts';

const ofRuns = settingsOf('data', 'validation', 'reading', 'network', 'training', 'machine', 'output');
/**
 * A comparison fixes the norms of its arms and saves each as it was compared; a resumed run keeps those settings. Both are of
 * single networks.
 */
const ofArms = ofRuns.filter(key => key !== 'norm' && key !== 'refit' && key !== 'ensemble');
/** All runs of a sweep last as long. */
const ofSweeps = ofArms.filter(key => key !== 'patience' && key !== 'initFrom');
/** Flags of commands whose runs a queue may have trained. */
const ofQueues = ['queue', 'insecureQueue', 'detach', 'verify', 'sendData'] as const;
const queue = {
  help: 'have the runs trained by workers of a queue: postgres://user@host/database, redis:// or rediss://; env for BNTRAIN_QUEUE',
  shown: 'none',
};

export const runs = {
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
    run: async invocation => (await import('../commands/compare.js')).compare(invocation),
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
    run: async invocation => (await import('../commands/sweep.js')).sweep(invocation),
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
    run: async invocation => (await import('../commands/train.js')).train(invocation),
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
    run: async invocation => (await import('../commands/evidence.js')).evidence(invocation),
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
    run: async invocation => (await import('../commands/worker.js')).worker(invocation),
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
    run: async invocation => (await import('../commands/resume.js')).resume(invocation),
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
    run: async invocation => (await import('../commands/report.js')).report(invocation),
  },
} as const satisfies Record<string, Command>;
