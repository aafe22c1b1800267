/** `queue`: what the queue of a server holds, for those who look after it. */

import { UserError } from '../../base/errors.ts';
import { flagOf } from '../../base/text/setting-names.ts';
import type { QueueChangedEvent, QueueEvent } from '../../events/events.ts';
import { connectQueue } from '../../queue/server/connect.ts';
import { type Changed, Manager } from '../../queue/server/manage.ts';
import { renderQueue, renderQueueChange } from '../../report/queue.ts';
import { type Invocation, UsageError } from '../command.ts';
import { printer, warner } from '../printer.ts';
import { queueUrl } from '../queue.ts';

type Action = 'status' | QueueChangedEvent['action'];

export async function queue({ args, flags }: Invocation): Promise<void> {
  const action = args[0] as Action;
  const { print } = printer(flags);
  const server = await connectQueue(queueUrl(flags.queue), {
    insecure: flags.insecureQueue === true,
    role: action === 'init' ? 'owner' : 'manager',
    warn: warner(flags),
  });
  if (action === 'init' && server.blobs === null) {
    await server.close();
    throw new UserError(`⟪queue⟫: ${server.shown}: Redis needs no init; workers and sweeps can begin`);
  }
  try {
    const manager = new Manager(server);
    const sweep = action === 'init' ? null : await server.ask(() => manager.find(flags.sweep));
    if (action === 'status') {
      const event: QueueEvent = {
        event: 'queue',
        server: server.shown,
        ...(await server.ask(() => manager.status(sweep))),
      };
      print(event, renderQueue);
    } else {
      const changed = await server.ask(() => change(manager, action, sweep));
      const event: QueueChangedEvent = { event: 'queue-changed', server: server.shown, action, sweep, ...changed };
      print(event, renderQueueChange);
    }
  } finally {
    await server.close();
  }
}

/** Throws UsageError. */
async function change(manager: Manager, action: QueueChangedEvent['action'], sweep: string | null): Promise<Changed> {
  switch (action) {
    case 'init':
      return { bundles: 0, tables: 0 };
    case 'retry':
      return await manager.retry(sweep);
    case 'prune':
      return await manager.prune(sweep);
    case 'cancel':
      if (sweep === null)
        throw new UsageError(`queue cancel: name the sweep with ${flagOf('sweep')}; bntrain queue status lists them`);
      return await manager.cancel(sweep);
  }
}
