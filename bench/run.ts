/** `npm run bench`: runs bntrain and its peers side by side on the same work. README.md explains the output. */

import { writeFileSync } from 'node:fs';
import { type Bntrain, findBntrains, withBlas } from './bntrain.ts';
import { measureBothArms } from './both-arms.ts';
import { measureEndToEnd } from './end-to-end.ts';
import { measureProducts } from './gemm.ts';
import { measureLarge } from './large.ts';
import { describeMachine, machineNote } from './machine.ts';
import { measureMany } from './many.ts';
import { help, type Options, type Part, parseOptions, UsageError } from './options.ts';
import type { PartReport } from './part.ts';
import { measurePasses } from './passes.ts';
import { type AbsentPeer, findPeers, productPrograms, stepPrograms } from './peers.ts';
import { measureQuality } from './quality.ts';
import { measureQueue } from './queue.ts';
import { measureReading } from './read.ts';
import { findReaders } from './readers.ts';
import { measureReports } from './reports.ts';
import { measureResults } from './results.ts';
import { measureStart } from './start.ts';
import { measureSteps } from './steps.ts';
import { measureStreams } from './streams.ts';
import { measureThreads } from './threads.ts';
import type { Results } from './turns.ts';
import { measureUpdates } from './updates.ts';

/** The content of the --json file. */
interface Protocol {
  date: string;
  machine: ReturnType<typeof describeMachine>;
  settings: Pick<Options, 'rounds' | 'budget' | 'rows' | 'scale' | 'gigabytes'>;
  peers: { name: string; details: string }[];
  absent: AbsentPeer[];
  parts: Partial<Record<Part, Results>>;
}

type Measure = (bntrains: readonly Bntrain[], options: Options, protocol: Protocol) => Promise<PartReport>;

const measures: Record<Part, Measure> = {
  steps: (bntrains, options, protocol) =>
    withPeers(findPeers(stepPrograms, options), protocol, peers => measureSteps(withEngines(bntrains), peers, options)),
  passes: (_, options) => measurePasses(options),
  updates: (_, options) => measureUpdates(options),
  gemm: (bntrains, options, protocol) =>
    withPeers(findPeers(productPrograms, options), protocol, peers =>
      measureProducts(withEngines(bntrains), peers, options),
    ),
  threads: ([first], options) => measureThreads(first!, options),
  read: (bntrains, options, protocol) =>
    withPeers(findReaders(options), protocol, peers => measureReading(bntrains, peers, options)),
  streams: ([first], options) => measureStreams(first!, options),
  'end-to-end': (bntrains, options) => measureEndToEnd(bntrains, options),
  'both-arms': ([first], options) => measureBothArms(first!, options),
  many: (bntrains, options) => measureMany(bntrains, options),
  start: (bntrains, options) => measureStart(bntrains, options),
  report: ([first], options) => measureReports(first!, options),
  results: ([first], options) => measureResults(first!, options),
  queue: ([first], options) => measureQueue(first!, options),
  large: ([first], options) => measureLarge(first!, options),
  quality: (bntrains, options) => measureQuality(bntrains, options),
};

/** What each bntrain is measured with: its default kernels, and a BLAS. */
function withEngines(bntrains: readonly Bntrain[]): Bntrain[] {
  const { bntrains: all, note } = withBlas(bntrains);
  print(`${note}\n`);
  return all;
}

interface FoundPeer {
  name: string;
  details: string;
  /** Of one that stays alive. */
  close?(): void;
}

/** Peers run as long as their part, and then release their memory. */
async function withPeers<P extends FoundPeer>(
  found: Promise<{ installed: P[]; absent: AbsentPeer[] }>,
  protocol: Protocol,
  measure: (peers: P[]) => Promise<PartReport>,
): Promise<PartReport> {
  const { installed, absent } = await found;
  for (const { name, details } of installed) print(`${name}: ${details}`);
  for (const { name, why } of absent) print(`${name} is absent: ${why}`);
  print('');
  protocol.peers.push(...installed.map(({ name, details }) => ({ name, details })));
  protocol.absent.push(...absent);
  try {
    return await measure(installed);
  } finally {
    for (const peer of installed) peer.close?.();
  }
}

async function main(options: Options): Promise<void> {
  const machine = describeMachine();
  const { rounds, budget, rows, scale, gigabytes } = options;
  const settings = { rounds, budget, rows, scale, gigabytes };
  const protocol: Protocol = { date: new Date().toISOString(), machine, settings, peers: [], absent: [], parts: {} };
  print(`${machineNote(machine)}\n`);
  const bntrains = findBntrains(options);
  for (const part of options.parts) {
    const { text, results } = await measures[part](bntrains, options, protocol);
    print(text);
    protocol.parts[part] = results;
    // Written after each part, so that results are not lost if a later part fails.
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(protocol, null, 2)}\n`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Ctrl-C must not leave the tables behind, which are as large as a data set.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) print(help);
  else await main(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
