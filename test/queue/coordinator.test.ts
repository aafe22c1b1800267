/** How a coordinator ends, and what it asks its queue for. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import type { Arrivals, RemoteStudy } from '../../src/experiment/pairs/dispatcher.ts';
import { Coordinator, type CoordinatorOptions } from '../../src/queue/coordinator.ts';
import type { Verification } from '../../src/queue/verification.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { MemoryQueue } from '../support/memory-queue.ts';

const never = new Promise<never>(() => {});
const arrivals: Arrivals = { add: async () => {}, note: () => {}, warn: () => {} };

describe('a coordinator', () => {
  const folder = temporaryFolder();
  let study: RemoteStudy;

  before(() => {
    const path = join(folder.path, 'table.csv');
    writeFileSync(path, 'a,b\n1,2\n');
    const digest = 'a'.repeat(64);
    study = {
      id: '0123456789abcdef',
      experiment: { command: 'sweep', paths: [path], arms: comparedArms, config: makeConfig({}) },
      place: { kernels: 'fma', rows: 'memory' },
      table: [{ path, digest }],
      validation: null,
      pairs: Array.from({ length: 50 }, (_, seed) => ({
        ...{ seed, point: {}, seconds: 1, recorded: 1, isMissing: true },
        job: String(seed).padStart(64, '0'),
      })),
    };
  });

  const make = (options: Partial<CoordinatorOptions>) =>
    new Coordinator({
      open: async () => new MemoryQueue(),
      detached: false,
      verification: null,
      times: { scanEvery: 1, stateEvery: 1 },
      sizes: { shortest: 0, longest: 0 },
      send: async () => {},
      ...options,
    });

  for (const [what, options] of [
    ['opens', { open: () => never }],
    ['sends a table to', { send: () => never }],
  ] as const) {
    it(`waits no longer after a signal for a server that is away while it ${what} it`, async () => {
      const abort = new AbortController();
      const ended = make(options).dispatch(study, arrivals, abort.signal);
      abort.abort();
      expect(await ended).to.deep.equal([]);
    });
  }

  it('can be closed where its queue could not be opened', async () => {
    const coordinator = make({ open: () => Promise.reject(new UserError('refused')) });
    const error = await coordinator.dispatch(study, arrivals, new AbortController().signal).catch(thrown => thrown);
    expect(error.message).to.equal('refused');
    await coordinator.close();
  });

  it('ends its verification when it fails', async () => {
    const queue = new MemoryQueue();
    queue.ended = () => Promise.reject(new UserError('cancelled'));
    let ends: AbortSignal | undefined;
    const verification = {
      begin: (_study: unknown, _files: unknown, _bundles: unknown, signal: AbortSignal) => {
        ends = signal;
        return new Map();
      },
    } as unknown as Verification;
    const coordinator = make({ open: async () => queue, verification });
    const error = await coordinator.dispatch(study, arrivals, new AbortController().signal).catch(thrown => thrown);
    expect(error.message).to.equal('cancelled');
    expect(ends!.aborted).to.equal(true);
  });

  it('looks at few of its bundles at a time, and never at those of others', async () => {
    const queue = new MemoryQueue();
    const abort = new AbortController();
    const asked: (readonly string[])[] = [];
    queue.ended = async ids => {
      asked.push(ids);
      if (asked.length === 6) queue.hint('of another sweep');
      if (asked.length === 12) abort.abort();
      return [];
    };
    await make({ open: async () => queue }).dispatch(study, arrivals, abort.signal);
    expect(new Set(asked.flat())).to.deep.equal(new Set(queue.ids));
    expect(queue.ids).to.have.lengthOf(50);
    expect(Math.max(...asked.map(ids => ids.length))).to.be.at.most(20);
  });
});
