/** `gradcheck`: checks the arithmetic and shows each result. */

import { UserError } from '../../base/errors.ts';
import { plural } from '../../base/text/format.ts';
import { checkGradients, type TensorCheck } from '../../network/gradcheck.ts';
import { renderChecks } from '../../report/checks.ts';
import { makeConfig } from '../../settings/config.ts';
import { positive } from '../../settings/kinds.ts';
import { decide } from '../../settings/table.ts';
import { exitCodes, type Invocation } from '../command.ts';
import { ownDefault } from '../flags.ts';
import { printer } from '../printer.ts';
import { canDrawBars } from '../terminal.ts';

const FEATURES = 5;
const CLASSES = 3;

export async function gradcheck({ flags, given }: Invocation): Promise<void> {
  const { layers, batchSize, activation, bnEps, seed } = decide(makeConfig(given), { task: 'classification', rows: 0 });
  const tolerance = checkTolerance(flags.tolerance);
  const options = { features: FEATURES, layers, classes: CLASSES, batchSize, activation, bnEps, seed, tolerance };
  const checks: TensorCheck[] = [];
  const { record, text } = printer(flags);
  for (const check of checkGradients(options)) {
    checks.push(check);
    record({ event: 'gradcheck', ...check });
    if (canDrawBars(process.stderr)) process.stderr.write(`checked ${plural(checks.length, 'gradient')} ...\r`);
    // Lets the event loop notice Ctrl-C and closed pipes between tensors.
    await new Promise(resolve => setImmediate(resolve));
  }
  if (canDrawBars(process.stderr)) process.stderr.write('\u001b[K');
  const failed = checks.filter(check => !check.passed).length;
  if (failed > 0) process.exitCode = exitCodes.failed;
  record({ event: 'verdict', checks: checks.length, failed, tolerance, passed: failed === 0 });
  text(style => renderChecks(checks, options, style));
}

/** Throws UserError. */
function checkTolerance(given: string = ownDefault('tolerance')): number {
  const value = positive.parse(given);
  if (value === undefined) throw new UserError(`⟪tolerance⟫: got '${given}', takes ${positive.takes}`);
  return value;
}
