/**
 * The style of a stream: its width, whether it shows Unicode, its colours, and how settings are named. Reports ask only
 * this.
 */

import type { ChalkInstance } from 'chalk';
import { printableMessage } from '../base/text/format.ts';
import type { NameStyle } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import { columnsOf, wrap } from './width.ts';

export interface Style {
  /** Width in columns. */
  width: number;
  unicode: boolean;
  color: ChalkInstance;
  settingName: NameStyle;
}

/** The colour of an arm, by its position among the arms. A single arm has the colour of the second. */
export function armColor({ color }: Style, arms: readonly Arm[], arm: Arm): ChalkInstance {
  const colors = [color.yellow, color.cyan, color.magenta, color.green];
  return colors[(arms.length === 1 ? 1 : arms.indexOf(arm)) % colors.length]!;
}

/** Characters that ASCII has to spell. */
export function signs(style: Style): { arrow: string; times: string; squared: string; ellipsis: string } {
  return style.unicode
    ? { arrow: '→', times: '×', squared: '²', ellipsis: '…' }
    : { arrow: '->', times: 'x', squared: '^2', ellipsis: '...' };
}

/**
 * Lists facts with their names, one below the other; texts are made safe to print. A text with a word that is too long to
 * stand beside its name stands below it.
 */
export function describeFacts(rows: readonly (readonly [name: string, text: string])[], style: Style): string {
  const gutter = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows
    .map(([name, text]) => {
      const shown = printableMessage(text);
      if (Math.max(...shown.split(' ').map(columnsOf)) > style.width - gutter) {
        return `${style.color.dim(name)}\n${wrap(shown, style.width, '  ')}`;
      }
      return style.color.dim(name.padEnd(gutter)) + wrap(shown, style.width, ' '.repeat(gutter)).slice(gutter);
    })
    .join('\n');
}
