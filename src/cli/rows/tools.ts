/** Commands that show and check the arithmetic, and those that look after what bntrain keeps. */

import { tracedSettings } from '../../experiment/trace/request.ts';
import { type Command, files } from './row.ts';

export const tools = {
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
    run: async invocation => (await import('../commands/trace.js')).trace(invocation),
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
    run: async invocation => (await import('../commands/gradcheck.js')).gradcheck(invocation),
  },
  bench: {
    summary: 'measure how fast this machine trains',
    description: 'Measures affine products, steps with and without batch norm, and its two backward passes.',
    arguments: [],
    settings: ['layers', 'activation', 'batchSize', 'optimizer', 'engine', 'blas', 'threads'],
    flags: ['features', 'outputs', 'json', 'color'],
    defaults: { threads: '1' },
    examples: [['bntrain bench -l 256x3 -b 128 --threads 4', 'your network, on four threads']],
    run: async invocation => (await import('../commands/bench.js')).bench(invocation),
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
    run: async invocation => (await import('../commands/queue.js')).queue(invocation),
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
    run: async invocation => (await import('../commands/cache.js')).cache(invocation),
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
    run: async invocation => (await import('../commands/completion.js')).completion(invocation),
  },
} as const satisfies Record<string, Command>;
