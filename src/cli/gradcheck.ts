/** `gradcheck`: the arithmetic, checked in front of the user's eyes. */

import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { checkGradients, type TensorCheck } from '../model/gradcheck.ts';
import { renderChecks } from '../report/checks.ts';
import { configFrom } from './flags.ts';
import { detectStyle } from './terminal.ts';

/** Small enough to check each of its numbers in well under a second. */
export const gradcheckDefaults = { layers: '10,8', batchSize: '8' } as const;

const FEATURES = 5;
const CLASSES = 3;

interface Flags {
  json?: boolean;
  color: boolean;
  tolerance: string;
}

export async function gradcheck(flags: Flags, command: Command): Promise<void> {
  const config = configFrom({ ...gradcheckDefaults, ...command.opts() });
  const tolerance = Number(flags.tolerance);
  if (!(tolerance >= 0)) throw new UserError(`--tolerance: got '${flags.tolerance}', takes a number, 0 or more`);
  const { layers, batchSize, activation, bnEps, seed } = config;
  const options = { features: FEATURES, layers, classes: CLASSES, batchSize, activation, bnEps, seed, tolerance };
  const checks: TensorCheck[] = [];
  const say = (record: object) => {
    if (flags.json) process.stdout.write(`${JSON.stringify(record)}\n`);
  };
  for (const check of checkGradients(options)) {
    checks.push(check);
    say({ event: 'gradcheck', ...check });
    // Ctrl-C and closed pipes are seen between tensors.
    await new Promise(resolve => setImmediate(resolve));
  }
  const failed = checks.filter(check => !check.passed).length;
  if (failed > 0) process.exitCode = 1;
  say({ event: 'verdict', checks: checks.length, failed, tolerance, passed: failed === 0 });
  if (!flags.json) process.stdout.write(`${renderChecks(checks, options, detectStyle(process.stdout, flags))}\n`);
}
