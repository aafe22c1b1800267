/** The versions that bntrain runs on, for bug reports and for comparing results. */

import { arch, platform } from 'node:os';
import { UserError } from '../base/errors.ts';
import { plural } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import { availableThreads, processorName } from '../experiment/machine.ts';
import { findBlas } from '../kernels/blas/find.ts';
import { blasTitle } from '../kernels/blas/library.ts';
import { chooseEngine } from '../kernels/engine.ts';
import { withFlags } from './flag-names.ts';

export function describeVersions(): string {
  const warnings: string[] = [];
  const { name } = chooseEngine('auto', message => warnings.push(message));
  const lines = [
    `bntrain ${version}`,
    `engine ${name}`,
    `BLAS ${describeBlas()}`,
    `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `${platform()} ${arch()}, ${processorName()}, ${plural(availableThreads(), 'thread')}`,
    ...warnings.map(message => `warning: ${message}`),
  ];
  return withFlags(`${lines.join('\n')}\n`);
}

/** The library of the engine blas. */
function describeBlas(): string {
  try {
    const blas = findBlas(null);
    return `${blasTitle(blas)}, ${blas.file}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `none: ${error.message}`;
  }
}
