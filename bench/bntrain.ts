/** Runs bntrain through its command line, on one Node or several. */

import { execFileSync } from 'node:child_process';
import { findBlas } from '../src/kernels/blas/find.ts';
import { blasTitle } from '../src/kernels/blas/library.ts';
import type { Arm, Network, Operation, Product } from './networks.ts';
import type { Options } from './options.ts';
import { FailedRun, type Run, run } from './processes.ts';

export interface Bntrain {
  /** "bntrain, Node 26.9.0" */
  name: string;
  /** "Node 26.9.0", which distinguishes one bntrain from another. */
  nodeName: string;
  /** The executable of Node. */
  node: string;
  run(args: readonly string[]): Promise<Run>;
}

/** One bntrain for each requested Node. */
export function findBntrains({ nodes, bntrain }: Options): Bntrain[] {
  return nodes.map(node => {
    const nodeName = `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)}`;
    return { name: `bntrain, ${nodeName}`, nodeName, node, run: args => run(node, [bntrain, ...args]) };
  });
}

/** Each bntrain, and beside it the same with the BLAS of this machine, if there is one. */
export function withBlas(bntrains: readonly Bntrain[]): { bntrains: Bntrain[]; note: string } {
  try {
    const note = `bntrain --engine blas: ${blasTitle(findBlas(null))}`;
    const withBoth = bntrains.flatMap(bntrain => [
      bntrain,
      {
        ...bntrain,
        name: `${bntrain.name}, blas`,
        nodeName: `${bntrain.nodeName}, blas`,
        run: (args: readonly string[]) => bntrain.run([...args, '--engine', 'blas']),
      },
    ]);
    return { bntrains: withBoth, note };
  } catch (error) {
    return { bntrains: [...bntrains], note: `bntrain --engine blas is absent: ${(error as Error).message}` };
  }
}

/** The lines of --json that the bench reads. */
interface StepEvent {
  event: 'bench-step';
  arm: Arm;
  seconds: number;
}

interface GemmEvent {
  event: 'gemm';
  N: number;
  D: number;
  M: number;
  operation?: Operation;
  gflops: number;
}

interface StartEvent {
  event: 'start';
  /** Where the table is kept during training, in memory or in a file; absent in older versions. */
  data: { location?: string };
}

export interface EpochEvent {
  event: 'epoch';
  arm: Arm;
  epoch: number;
  validationScore: number;
}

export interface ResultEvent {
  event: 'result';
  arm: Arm;
  seconds: number;
  final: { validationScore: number };
}

type BntrainEvent = StartEvent | StepEvent | GemmEvent | EpochEvent | ResultEvent;

/** Events of one kind among the lines of a run, with their times. */
export function eventsOf<K extends BntrainEvent['event']>({ lines }: Run, kind: K) {
  const parsed = lines.map(({ text, at }) => ({ ...(JSON.parse(text) as BntrainEvent), at }));
  return parsed.filter((event): event is Extract<BntrainEvent, { event: K }> & { at: number } => event.event === kind);
}

/** Runs `bntrain bench` for one network. */
function benchFlags({ widths, batchSize }: Network, threads: number): string[] {
  const sizes = { layers: widths.slice(1, -1).join(','), features: widths[0], outputs: widths.at(-1) };
  const flags = Object.entries({ ...sizes, 'batch-size': batchSize, threads });
  return ['bench', ...flags.flatMap(([flag, value]) => [`--${flag}`, String(value)]), '--json'];
}

/** Seconds of a step, by arm. */
export async function stepSeconds(bntrain: Bntrain, network: Network, threads: number): Promise<Record<Arm, number>> {
  const events = eventsOf(await bntrain.run(benchFlags(network, threads)), 'bench-step');
  const [baseline, batchnorm] = [secondsOf(events, 'baseline'), secondsOf(events, 'batchnorm')];
  return { baseline, batchnorm };
}

function secondsOf(events: readonly StepEvent[], arm: Arm): number {
  const seconds = events.find(event => event.arm === arm)?.seconds;
  if (seconds === undefined) throw new FailedRun(`bntrain bench printed no step of ${arm}`);
  return seconds;
}

/** The products that bntrain measures for any network, with their speeds. */
export async function measuredProducts(bntrain: Bntrain): Promise<{ product: Product; gflops: number }[]> {
  const smallest: Network = { widths: [4, 8, 3], batchSize: 16 };
  const events = eventsOf(await bntrain.run(benchFlags(smallest, 1)), 'gemm');
  if (events.length === 0) throw new FailedRun('bntrain bench printed no gemm');
  return events.map(({ N, D, M, operation = 'forward', gflops }) => ({ product: { N, D, M, operation }, gflops }));
}
