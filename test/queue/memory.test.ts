import { MemoryQueue } from '../support/memory-queue.ts';
import { testQueue } from './contract.ts';

describe('a queue in memory', () => {
  testQueue(async () => {
    const queue = new MemoryQueue();
    return { queue, source: worker => queue.source(worker), close: () => queue.close() };
  });
});
