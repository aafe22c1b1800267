/** The versions that bntrain runs on, for bug reports and for comparing results. */

import { arch, platform } from 'node:os';
import { plural } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import { availableThreads, processorName } from '../experiment/machine.ts';
import { chooseEngine } from '../kernels/engine.ts';

export function describeVersions(): string {
  const warnings: string[] = [];
  const { name } = chooseEngine('auto', message => warnings.push(message));
  const lines = [
    `bntrain ${version}`,
    `engine ${name}`,
    `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `${platform()} ${arch()}, ${processorName()}, ${plural(availableThreads(), 'thread')}`,
    ...warnings.map(message => `warning: ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}
