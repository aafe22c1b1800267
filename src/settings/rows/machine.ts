/** Settings of the machine: memory and cache, kernels and threads. */

import { parseSize, sizeTakes } from '../../data/reading/memory-budget.ts';
import { engineNames } from '../../kernels/engine-names.ts';
import { choice, integer, path, toggle } from '../kinds.ts';
import { setting } from '../setting.ts';

export const memorySettings = {
  memory: setting({ takes: sizeTakes, parse: parseSize }, null, {
    group: 'machine',
    scope: 'data',
    value: '<size>',
    help: 'memory for rows; larger data is trained from disk',
    shown: 'half of free memory',
  }),
  cache: setting(toggle, true, {
    group: 'machine',
    help: 'do not keep large tables that were read for the next time',
    resume: 'force',
  }),
  cacheDir: setting(path('directory', 'a directory'), null, {
    group: 'machine',
    value: '<dir>',
    help: 'where to keep them',
    shown: "the system's",
    resume: 'force',
  }),
};

export const threadSettings = {
  engine: setting(choice(['auto', ...engineNames]), 'auto', {
    group: 'machine',
    value: '<name>',
    help: `kernels: auto, ${engineNames.join(', ')}`,
    resume: 'force',
  }),
  blas: setting(path('file', 'a shared library'), null, {
    group: 'machine',
    value: '<library>',
    help: 'the library of ⟪engine=blas⟫',
    shown: 'BNTRAIN_BLAS, or what is found',
    resume: 'freely',
    // Loading a library runs its code.
    saved: false,
  }),
  threads: setting(integer(1, 256), null, {
    group: 'machine',
    value: '<n>',
    help: 'threads to work with',
    shown: 'as many as the machine offers',
    resume: 'freely',
  }),
};
