/** `export`: a saved network as a file for other programs, or with its batch norm folded. */

import { basename, extname } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { ExportedEvent, FoldEffect } from '../../events/events.ts';
import { type Format, formats } from '../../export/formats.ts';
import type { Form } from '../../export/onnx.ts';
import { differenceOnRows, FoldComparison, type FoldDifference } from '../../prediction/fold-difference.ts';
import { differenceOnValidation } from '../../prediction/fold-validation.ts';
import { ModelRows } from '../../prediction/model-rows.ts';
import { renderDifference, renderExported } from '../../report/export.ts';
import { foldModel } from '../../saved/fold.ts';
import type { SavedModel } from '../../saved/model.ts';
import { readModel } from '../../saved/read-model.ts';
import type { GivenSettings } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { withFlags } from '../flag-names.ts';
import type { FlagValues } from '../flags.ts';
import { openOutput } from '../output.ts';
import { printer, warner } from '../printer.ts';
import { readingFrom } from '../reading.ts';

export async function exportModel({ args, flags, given }: Invocation): Promise<void> {
  const path = args[0]!;
  const { check } = flags;
  const output = flags.output!;
  const { format, form } = formatFor(path, flags);
  const write = openOutput(output, check === undefined ? [path] : [path, check]);
  const model = readModel(path);
  const folded = flags.fold ? foldModel(model) : null;
  const bytes = format.bytes(folded ?? model, form, path);
  const effect = folded === null ? null : await effectOf(model, folded, check, flags, given);
  await write(append => append(bytes));
  const event: ExportedEvent = {
    event: 'exported',
    model: path,
    path: output,
    format: format.name,
    bytes: bytes.length,
    encoded: form === 'encoded',
    folded: folded !== null || model.network.folded === true,
    difference: typeof effect === 'string' ? null : effect,
  };
  if (typeof effect === 'string' && flags.json) warner(flags)(effect);
  printer(flags).print(event, () => describe(event, format, effect));
}

/** Throws UserError for flags that do not go together. */
function formatFor(path: string, { output = '', fold, encoded, check }: FlagValues): { format: Format; form: Form } {
  const format = formats[extname(output).toLowerCase()];
  if (format === undefined) {
    throw new UserError(
      `⟪output⟫: got '${output}', takes a name that ends in one of ${Object.keys(formats).join(', ')}`,
    );
  }
  const form = encoded ? 'encoded' : 'raw';
  if (!format.forms.includes(form)) {
    throw new UserError(`⟪encoded⟫: ${format.what} takes columns as they are in the table; leave it out`);
  }
  if (check !== undefined && !fold) {
    throw new UserError('⟪check⟫: measures what folding changes, and nothing is folded; add ⟪fold⟫, or leave it out');
  }
  if (format.isModel && !fold) {
    throw new UserError(
      `⟪output⟫: ${output} would be the same as ${path}; copy that, or add ⟪fold⟫ to fold its batch norm`,
    );
  }
  return { format, form };
}

/** A sentence where it could not be measured. Throws UserError for a table that cannot be read. */
async function effectOf(
  model: SavedModel,
  folded: SavedModel,
  check: string | undefined,
  flags: FlagValues,
  given: GivenSettings,
): Promise<FoldEffect | string> {
  const warn = warner(flags);
  const { options, engine } = readingFrom(given, warn);
  const comparison = new FoldComparison(model, folded, engine);
  if (check === undefined) {
    const found = await differenceOnValidation(comparison, model, options.threads);
    if (typeof found !== 'string') return effect('validation', found, model);
    return `What folding changes was not measured: ${found}; add ⟪check⟫ FILE to measure it on the rows of a file.`;
  }
  const rows = await ModelRows.open(model, [check], { ...options, keep: null, target: false });
  try {
    rows.warnings().forEach(warn);
    const found = await differenceOnRows(comparison, rows);
    rows.lastRemarks().forEach(warn);
    if (found.rows === 0) return `What folding changes was not measured: ${check} has no rows.`;
    return effect('check', found, model);
  } finally {
    await rows.close();
  }
}

function effect(on: FoldEffect['on'], { rows, greatest, classesChanged }: FoldDifference, { target }: SavedModel) {
  const relative = target.classes === null ? greatest / target.deviation : null;
  return { on, rows, greatest, relative, classesChanged };
}

function describe(event: ExportedEvent, { what, use }: Format, effect: FoldEffect | string | null): string {
  const lines = [renderExported(event, what, use(basename(event.path)))];
  if (effect !== null) lines.push(typeof effect === 'string' ? withFlags(effect) : renderDifference(effect));
  return lines.join('\n');
}
