/** Names of queues: workers of another version, or with kernels of other bits, never see the bundles of one. */

const PREFIX = 'bntrain-job-1-';

/** A kind is a version with its kernels, such as "0.1.0-fma". */
export function queueName(kind: string): string {
  return `${PREFIX}${kind}`;
}

/** The kind of a queue; null if the name is of something else. */
export function kindOf(queue: string): string | null {
  return queue.startsWith(PREFIX) ? queue.slice(PREFIX.length) : null;
}

/** Numbers of workers by kind, from names of connections such as "bntrain-job-1-0.1.0-fma:w:name". */
export function countWorkers(clientNames: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of clientNames) {
    const [queue, what] = name.split(':');
    const kind = what === 'w' ? kindOf(queue!) : null;
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
