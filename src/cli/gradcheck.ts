/** `gradcheck`: the arithmetic, checked in front of the user's eyes. */

import type { Command } from 'commander';
import { plural } from '../base/text/format.ts';
import type { GradcheckEvent, VerdictEvent } from '../events/events.ts';
import { checkGradients, type TensorCheck } from '../network/gradcheck.ts';
import { renderChecks } from '../report/checks.ts';
import { gradcheckDefaults } from './defaults.ts';
import { checkPositive, configFrom } from './flags.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

const FEATURES = 5;
const CLASSES = 3;

interface Flags {
  json?: boolean;
  color: boolean;
  tolerance?: string;
}

export async function gradcheck(flags: Flags, command: Command): Promise<void> {
  const config = configFrom({ ...gradcheckDefaults, ...command.opts() });
  const tolerance = checkPositive('--tolerance', flags.tolerance ?? gradcheckDefaults.tolerance);
  const { layers, batchSize, activation, bnEps, seed } = config;
  const options = { features: FEATURES, layers, classes: CLASSES, batchSize, activation, bnEps, seed, tolerance };
  const checks: TensorCheck[] = [];
  const say = (record: GradcheckEvent | VerdictEvent) => {
    if (flags.json) process.stdout.write(`${JSON.stringify(record)}\n`);
  };
  for (const check of checkGradients(options)) {
    checks.push(check);
    say({ event: 'gradcheck', ...check });
    if (canDrawBars(process.stderr)) process.stderr.write(`checked ${plural(checks.length, 'gradient')} ...\r`);
    // Ctrl-C and closed pipes are seen between tensors.
    await new Promise(resolve => setImmediate(resolve));
  }
  if (canDrawBars(process.stderr)) process.stderr.write('\u001b[K');
  const failed = checks.filter(check => !check.passed).length;
  if (failed > 0) process.exitCode = 1;
  say({ event: 'verdict', checks: checks.length, failed, tolerance, passed: failed === 0 });
  if (!flags.json) process.stdout.write(`${renderChecks(checks, options, detectStyle(process.stdout, flags))}\n`);
}
