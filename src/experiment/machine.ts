/** What the machine offers. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Threads that can run at once: processors of this process, or fewer where a cgroup grants less time. */
export function availableThreads(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cgroupProcessors())));
}

/** The processors' worth of time that Linux's cgroup v2 grants; no limit where there is none. */
function cgroupProcessors(): number {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ');
    const granted = Number(quota) / Number(period);
    return granted > 0 ? granted : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
