/** What people should know about where a table begins and how its header was read. */

import { printable, quoted } from '../../../base/text/format.ts';
import type { FileWarning, ReadOptions } from '../../tables/blocks/reader.ts';
import type { Opening } from './opening.ts';
import type { TextRecord } from './records.ts';
import { joinHeader } from './shape/header-rows.ts';

export function openingWarnings(opening: Opening, options: ReadOptions): Omit<FileWarning, 'file'>[] {
  const warnings: Omit<FileWarning, 'file'>[] = [];
  const { above, dialect, finding, records } = opening;
  if (above !== null) {
    const { first, last, text } = above;
    const [are, them] = first === last ? ['is', 'it'] : ['are', 'them'];
    const example = text === null ? '' : `: ${quoted(text)}`;
    warnings.push({
      message: `${lines(first, last)} ${are} above the table and ${are} passed over${example}; ⟪skip=0⟫ keeps ${them}`,
      code: 'lines-above',
    });
  }
  const rows = finding.present ? records.slice(0, finding.rows ?? 1) : [];
  if (rows.length > 1 && options.headerRows === null) {
    warnings.push({ message: headerMessage(rows), code: 'header-rows' });
  }
  if (dialect.escape !== null && options.escape === null) {
    warnings.push({
      message: `a '${dialect.escape}' before a quote inside quotes is read as a part of it; ⟪escape=none⟫ overrules`,
      code: 'escape',
    });
  }
  return warnings;
}

function headerMessage(rows: readonly TextRecord[]): string {
  const { names, units } = joinHeader(rows.map(({ fields }) => fields));
  const [first] = units.filter(unit => unit !== '');
  const where = lines(rows[0]!.line, rows.at(-1)!.nextLine - 1);
  if (first !== undefined) {
    const unit = `line ${rows.at(-1)!.line} of it has units such as '${printable(first)}'`;
    return `${where} are the header; ${unit}, which are in no name; ⟪headerRows=1⟫ overrules`;
  }
  const example = names.find((name, column) => name !== '' && !rows.some(({ fields }) => fields[column] === name));
  const such = example === undefined ? '' : `, as in ${quoted(example)}`;
  return `${where} are the header, joined to one name for each column${such}; ⟪headerRows=1⟫ overrules`;
}

/** "line 3", "lines 1-4" */
function lines(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first}-${last}`;
}
