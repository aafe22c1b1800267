/** The machine that the numbers come from. */

import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  cpu: string;
  cores: number;
  memoryBytes: number;
  system: string;
  /** Processes that wanted a processor over the last minute. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    load: loadavg()[0]!,
  };
}

const MOST_LOAD = 0.5;

export function machineNote({ cpu, cores, memoryBytes, system, load }: Machine): string {
  const busy =
    load > MOST_LOAD ? `\nThis machine is busy (load ${load.toFixed(2)}): do not publish these numbers.` : '';
  return `${cpu}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${system}${busy}`;
}
