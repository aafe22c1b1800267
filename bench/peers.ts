/** The peers: which are installed, in which versions, and how to run them. */

import { join } from 'node:path';
import type { Network, Product } from './networks.ts';
import { type Options, root } from './options.ts';
import { Peer } from './processes.ts';

export const peersFolder = join(root, 'bench/peers');

/** Without bytecode files, which would be written to the checkout. */
export const PYTHON_FLAGS = ['-B'];

export interface InstalledPeer {
  /** "PyTorch 2.1.0" */
  name: string;
  details: string;
  hasBatchNorm: boolean;
  ask(request: object): Promise<Measured>;
  close(): void;
}

export interface AbsentPeer {
  name: string;
  why: string;
}

interface Measured {
  seconds: number;
  gflops?: number;
}

interface Hello {
  version: string;
  details: string;
}

interface Program {
  name: string;
  file: string;
  hasBatchNorm: boolean;
}

export const stepPrograms: readonly Program[] = [
  { name: 'PyTorch', file: 'torch_steps.py', hasBatchNorm: true },
  { name: 'scikit-learn', file: 'sklearn_steps.py', hasBatchNorm: false },
  { name: 'TensorFlow.js', file: 'tfjs_steps.mjs', hasBatchNorm: true },
];

export const productPrograms: readonly Program[] = [{ name: 'NumPy', file: 'numpy_gemm.py', hasBatchNorm: false }];

/** Starts each program; a program that fails to start is absent. */
export async function findPeers(programs: readonly Program[], options: Options) {
  const installed: InstalledPeer[] = [];
  const absent: AbsentPeer[] = [];
  for (const program of programs) {
    try {
      installed.push(await startPeer(program, options));
    } catch (error) {
      absent.push({ name: program.name, why: (error as Error).message });
    }
  }
  return { installed, absent };
}

async function startPeer({ name, file, hasBatchNorm }: Program, options: Options): Promise<InstalledPeer> {
  const path = join(peersFolder, file);
  const peer = file.endsWith('.py')
    ? new Peer(options.python, [...PYTHON_FLAGS, path])
    : new Peer(options.nodes[0]!, [path]);
  const { version, details } = (await peer.next()) as Hello;
  return {
    name: `${name} ${version}`,
    details,
    hasBatchNorm,
    ask: request => peer.ask({ ...request, budget: options.budget }) as Promise<Measured>,
    close: () => peer.close(),
  };
}

/** Seconds of a step, by arm; only without batch norm if the peer has none. */
export async function peerStepSeconds(peer: InstalledPeer, network: Network): Promise<Record<string, number>> {
  const baseline = (await peer.ask({ ...network, batchNorm: false })).seconds;
  if (!peer.hasBatchNorm) return { baseline };
  return { baseline, batchnorm: (await peer.ask({ ...network, batchNorm: true })).seconds };
}

export async function peerGflops(peer: InstalledPeer, product: Product): Promise<number> {
  return (await peer.ask(product)).gflops!;
}
