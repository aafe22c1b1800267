/** `exportModel`: writes a saved network for other programs, or with batch norm folded. */

import { extname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { writeAll } from '../base/files/disk.ts';
import { checkOutputFile, replaceFile } from '../base/files/output-file.ts';
import type { Warn } from '../base/warn.ts';
import type { ExportedEvent, FoldEffect } from '../events/events.ts';
import { type Format, formats } from '../export/formats.ts';
import type { Form } from '../export/onnx.ts';
import { differenceOnRows, FoldComparison, type FoldDifference } from '../prediction/fold-difference.ts';
import { differenceOnValidation } from '../prediction/fold-validation.ts';
import { ModelRows } from '../prediction/model-rows.ts';
import { foldModel } from '../saved/fold.ts';
import type { SavedModel } from '../saved/model.ts';
import { readModel } from '../saved/read-model.ts';
import type { GivenSettings } from '../settings/config.ts';
import { checkOptions, type Warned, withProperties } from './messages.ts';
import { readingFrom } from './reading.ts';
import type { Settings } from './train.ts';

export interface ExportOptions {
  /** Fold batch norm into the preceding affines. */
  readonly fold?: boolean;
  /** Write an ONNX model that takes encoded rows. */
  readonly encoded?: boolean;
  /** A table on whose rows the effect of folding is measured; by default the validation rows of training. */
  readonly check?: string;
}

/** A model in another format, ready to be written. */
export interface Exported {
  readonly bytes: Uint8Array;
  readonly format: Format;
  readonly event: ExportedEvent;
  /** Why the effect of folding was not measured; null if it was, or if nothing was folded. */
  readonly unmeasured: string | null;
}

/** Writes a saved network in the format of the file's suffix: .onnx, .js, .mjs or .safetensors. Throws UserError. */
export async function exportModel(
  model: string,
  output: string,
  options: ExportOptions = {},
  settings: Settings = {},
): Promise<ExportedEvent & Warned> {
  return withProperties(async warn => {
    checkOptions(options, { fold: true, encoded: true, check: true });
    const { check } = options;
    checkOutputFile('⟪output⟫', output, check === undefined ? [model] : [model, check]);
    const { bytes, event, unmeasured } = await exported(model, output, options, settings, warn);
    await replaceFile('⟪output⟫', output, fd => writeAll(fd, bytes, 0));
    if (unmeasured !== null) warn(unmeasured, 'not-measured');
    return event;
  });
}

export async function exported(
  path: string,
  output: string,
  options: ExportOptions,
  given: GivenSettings,
  warn: Warn,
): Promise<Exported> {
  const { format, form } = formatFor(path, output, options);
  const model = readModel(path);
  const folded = options.fold ? foldModel(model) : null;
  const bytes = format.bytes(folded ?? model, form, path);
  const unread = options.check === undefined ? 'an export without ⟪check⟫' : null;
  const reading = readingFrom(given, warn, unread);
  const effect = folded === null ? null : await effectOf(model, folded, options.check, reading, warn);
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
  return { bytes, format, event, unmeasured: typeof effect === 'string' ? effect : null };
}

/** Throws UserError for options that cannot be combined. */
export function formatFor(
  path: string,
  output: string,
  { fold, encoded, check }: ExportOptions,
): { format: Format; form: Form } {
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

/**
 * Measures the effect of folding. Returns a sentence if it cannot be measured. Throws UserError for a table that cannot
 * be read.
 */
async function effectOf(
  model: SavedModel,
  folded: SavedModel,
  check: string | undefined,
  { options, engine }: ReturnType<typeof readingFrom>,
  warn: Warn,
): Promise<FoldEffect | string> {
  const comparison = new FoldComparison(model, folded, engine);
  if (check === undefined) {
    const found = await differenceOnValidation(comparison, model, options.threads);
    if (typeof found !== 'string') return effect('validation', found, model);
    return `What folding changes was not measured: ${found}; add ⟪check⟫ FILE to measure it on the rows of a file.`;
  }
  const rows = await ModelRows.open(model, [check], { ...options, keep: null, target: false });
  try {
    for (const { message, code } of rows.warnings()) warn(message, code);
    const found = await differenceOnRows(comparison, rows);
    for (const { message, code } of rows.lastWarnings()) warn(message, code);
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
