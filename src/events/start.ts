/** The event of the start of a run. */

import type { DataDigests } from '../data/load.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import type { SettingKey } from '../settings/table.ts';
import { data } from './data.ts';
import {
  array,
  byName,
  choice,
  constant,
  count,
  detailed,
  event,
  number,
  objectOf,
  optional,
  orNull,
  real,
  text,
} from './fields.ts';
import { FORMAT } from './format.ts';
import { blasIdentity } from './machine.ts';
import { guess } from './scores.ts';
import { config, partialConfig } from './settings.ts';

export const start = event('start', 'How the data are interpreted, the network, and every setting in force.', {
  format: constant(FORMAT, '`bntrain/1`'),
  version: text("bntrain's version"),
  time: text('start of the run, ISO 8601'),
  node: text('version of Node'),
  processor: text('name of the processor, from the system'),
  commandLine: optional('the command line', array(text(''), 'the arguments of the program')),
  command: choice(['compare', 'train', 'evidence', 'sweep'], '`compare`, `train`, `evidence` or `sweep`'),
  data,
  digests: optional(
    'files',
    objectOf<DataDigests>(
      { table: array(text(''), ''), validation: orNull(text('')) },
      'SHA-256 of what was read, hexadecimal: `table` has that of each file, `validation` that of the file of `⟪validation⟫`, or ' +
        'null. Absent also for files of 32 MB or more that are neither cached nor saved with a model',
    ),
  ),
  network: detailed(
    {
      widths: array(count(''), 'inputs, hidden widths, outputs'),
      activation: text<ActivationName>('function after each hidden layer'),
      parameters: byName(count(''), 'learned numbers of each arm'),
    },
    'the network of all arms',
  ),
  config,
  decided: array(
    text<SettingKey>(''),
    'the keys of `config` whose value is a default that the data decided, such as the learning rate of the task',
  ),
  arms: array(text(''), 'the arms; all others are compared with the first'),
  rates: optional(
    'several rates for `⟪lr⟫`',
    array(number(''), 'the learning rates of which each arm gets its own; `config.lr` is that of the first pair'),
  ),
  overrides: optional(
    'other arms',
    byName(partialConfig, "settings of each arm that replace the shared ones; absent if all arms are bntrain's own"),
  ),
  engine: text<EngineName>(
    'the kernels: `wide`, `fused`, `plain`, `reference` or `blas`. With the same kernels, the same command gives the same bits',
  ),
  blas: optional('engine `blas`', blasIdentity),
  threads: count('max threads of the training; two arms use an even number of threads'),
  stepsPerEpoch: count('batches in an epoch'),
  guess,
  nullLoss: real('loss over the training rows of the best constant prediction; of the first seed, like `guess`'),
});
