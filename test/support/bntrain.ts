/** The real program, run as users run it. */

import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainingEvent } from '../../src/events/events.ts';
import { root } from './fixtures.ts';

export const program = join(root, 'bin/bntrain.js');

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** An environment in which only the test decides about colour, width and character set. */
export const plainEnv: NodeJS.ProcessEnv = { PATH: process.env.PATH, LANG: 'C.UTF-8', TERM: 'xterm-256color' };

export function bntrain(args: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    env: plainEnv,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    ...options,
  });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** The events of a run with --json, which must end with this exit code. */
export function events(args: readonly string[], exitCode = 0): TrainingEvent[] {
  const { status, stdout, stderr } = bntrain([...args, '--json', '--quiet']);
  if (status !== exitCode) throw new Error(`exit code ${status}: ${stderr}`);
  return parseLines(stdout);
}

export function parseLines(text: string): TrainingEvent[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** The events of a command, such as predict, without its warnings. */
export function resultsOf(stdout: string): any[] {
  const lines = stdout.split('\n').filter(line => line !== '');
  return lines.map(line => JSON.parse(line)).filter(({ event }) => event !== 'warning');
}

/** Events of one kind. */
export function only<K extends TrainingEvent['event']>(all: readonly TrainingEvent[], kind: K) {
  return all.filter((event): event is Extract<TrainingEvent, { event: K }> => event.event === kind);
}

/** The events without fields that differ from run to run: times, and what is computed from them. */
export function withoutTimes(all: readonly TrainingEvent[]): unknown[] {
  return all.map(event =>
    JSON.parse(
      JSON.stringify(event, (key, value) =>
        [
          'seconds',
          'secondsRatio',
          'stepCostRatio',
          'stepCostLow',
          'stepCostHigh',
          'stepCostUnmeasured',
          'sentence',
          'time',
          'commandLine',
        ].includes(key)
          ? undefined
          : value,
      ),
    ),
  );
}

/** A folder for the files of a suite, removed when the suite ends. */
export function temporaryFolder(): { path: string; write(name: string, content: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'bntrain-test-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}
