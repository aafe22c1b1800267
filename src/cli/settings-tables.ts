/** The tables of settings in docs/settings.md. `npm run docs` writes them, and a test compares them. */

import { type Group, groups } from '../settings/setting.ts';
import { type SettingKey, scopeOf, settingKeys, settings } from '../settings/table.ts';
import { flagFor } from './flags.ts';

const BEGIN = '<!-- made by npm run docs -->\n';
const END = '<!-- end -->\n';
const HEADING = ['key', 'flag', 'meaning', 'takes', 'default', 'decides', 'may change in a resumed run'];
const resumes = { never: 'no', force: 'with `--force`', freely: 'yes' } as const;

/** Replaces the tables of the document by new ones. */
export function withSettingsTables(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)];
  if (begin < BEGIN.length || end < begin) throw new Error('the document has no place for the tables of settings');
  return `${document.slice(0, begin)}\n${tables()}\n${document.slice(end)}`;
}

function tables(): string {
  const keysOf = (group: Group) => settingKeys.filter(key => settings[key].group === group);
  const withSettings = (Object.keys(groups) as Group[]).filter(group => keysOf(group).length > 0);
  const parts = withSettings.map(group => {
    const rows = keysOf(group).map(rowOf);
    return [`### ${groups[group].title}\n`, line(HEADING), line(HEADING.map(() => '---')), ...rows].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

function rowOf(key: SettingKey): string {
  const { short, long, value, help, shown, alias } = flagFor(key);
  const names = [
    ...long,
    ...(short === undefined ? [] : [`-${short}`]),
    ...(alias === undefined ? [] : [`--${alias}`]),
  ];
  const flags = names.map(name => `\`${value === undefined ? name : `${name} ${value}`}\``).join(', ');
  const { resume = 'never', takes, default: preset } = settings[key];
  const words = shown ?? (preset === null ? 'none' : String(preset));
  return line([`\`${key}\``, flags, help, takes, words, scopeOf(key), resumes[resume]]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
