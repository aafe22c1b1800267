/** The gradient check as a table. */

import { formatCount, plural } from '../base/text/format.ts';
import type { GradcheckOptions, TensorCheck } from '../network/gradcheck.ts';
import { type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

export function renderChecks(checks: readonly TensorCheck[], options: GradcheckOptions, style: Style): string {
  const { arrow } = signs(style);
  const { color } = style;
  const { features, layers, classes, activation, batchSize, seed } = options;
  const widths = [features, ...layers, classes].join(` ${arrow} `);
  const intro =
    'Analytic gradients against central differences in float64. ' +
    `Network ${widths}, ${activation}, batches of ${batchSize}, seed ${seed}.`;
  const heading: Cell[] = ['gradient of', 'numbers', 'worst relative error', 'verdict'].map(text => ({
    text,
    paint: color.dim,
  }));
  const rows: Cell[][] = [heading];
  let part = '';
  for (const check of checks) {
    if (check.part !== part) rows.push([{ text: check.part, paint: color.bold }]);
    part = check.part;
    rows.push([
      { text: `  ${check.tensor}` },
      { text: formatCount(check.elements) },
      { text: check.worst.toExponential(1) },
      check.passed ? { text: 'passed', paint: color.green } : { text: 'FAILED', paint: color.red },
    ]);
  }
  return [
    wrap(intro, style.width),
    alignTable(rows, style.width),
    wrap(verdict(checks, options.tolerance), style.width),
  ].join('\n\n');
}

function verdict(checks: readonly TensorCheck[], tolerance: number): string {
  const failed = checks.filter(check => !check.passed);
  if (failed.length === 0) return `All ${plural(checks.length, 'gradient')} agree to within ${tolerance}.`;
  const names = failed.map(({ part, tensor }) => `${tensor} (${part})`).join(', ');
  return `${formatCount(failed.length)} of ${plural(checks.length, 'gradient')} differ by ${tolerance} or more: ${names}.`;
}
