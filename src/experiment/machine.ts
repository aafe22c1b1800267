/** The threads that the machine offers. */

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** Threads that can run at once: the processors of this process, or fewer if a cgroup limits its CPU time. */
export function availableThreads(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cgroupProcessors())));
}

/** The CPU time that Linux's cgroup v2 grants, in processors; infinite without a limit. */
function cgroupProcessors(): number {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ');
    const granted = Number(quota) / Number(period);
    return granted > 0 ? granted : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

export function processorName(): string {
  return cpus()[0]?.model.trim() || 'unknown processor';
}
