/** A way to a server that a test can cut. */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Cable {
  readonly port: number;
  /** From now on nothing gets through, and nothing is said of it, as where a cable is pulled. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startCable(target: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', bytes => {
        if (!isCut) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!isCut) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      isCut = true;
    },
    /** What was lost on the way does not come any more. */
    mend: () => {
      for (const socket of sockets) socket.destroy();
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
