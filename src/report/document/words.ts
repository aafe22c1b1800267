/** Names and numbers as a report shows them. */

import { formatCount } from '../../base/text/format.ts';
import type { Arm, StartEvent } from '../../events/events.ts';
import { fixedNumber } from './numbers.ts';
import type { Bands, Cell, Group, Measure } from './report-data.ts';

const armNames: Readonly<Record<string, string>> = {
  baseline: 'baseline',
  batchnorm: 'batch norm',
  layernorm: 'layer norm',
};

/** "batch norm"; an arm that bntrain does not define has its own name. */
export function armTitle(arm: Arm): string {
  return Object.hasOwn(armNames, arm) ? armNames[arm]! : clean(arm);
}

/** "the baseline", "batch norm" */
export function armInSentence(arm: Arm): string {
  return arm === 'baseline' ? 'the baseline' : armTitle(arm);
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\ufffe\uffff]/gu;

/** Text from a file without characters that control, reorder or break what is around it: � stands for each. */
export function clean(text: string): string {
  return text.replaceAll(UNSEEN, '\ufffd');
}

export const measureTitles: Readonly<Record<Bands['loss'], string>> = {
  validationLoss: 'validation loss',
  trainLoss: 'training loss',
};

/** The title of any measure, where a score has the name of the task's. */
export function titleOf(measure: Measure, { data }: Pick<StartEvent, 'data'>): string {
  if (measure === 'validationLoss' || measure === 'trainLoss') return measureTitles[measure];
  return `${measure === 'validationScore' ? 'validation' : 'training'} ${scoreName(data)}`;
}

export function scoreName({ metric }: Pick<StartEvent['data'], 'metric'>): string {
  return metric === 'accuracy' ? 'accuracy' : 'R²';
}

/** "97.6 %" for an accuracy, "0.87" for R². */
export function scoreText(score: number | null | undefined, { metric }: Pick<StartEvent['data'], 'metric'>): string {
  if (score === null || score === undefined) return '–';
  return metric === 'accuracy' ? `${fixedNumber(100 * score, 1)} %` : fixedNumber(score, 3);
}

/** "61 → 100 → 100 → 10, relu", without what a sweep varies */
export function networkText({ start: { network }, sweep }: Pick<Group, 'start' | 'sweep'>): string {
  const swept = (...names: readonly string[]) => sweep?.axes.some(({ name }) => names.includes(name)) === true;
  const widths = swept('layers', 'depth', 'width') ? [] : [network.widths.map(formatCount).join(' → ')];
  return [...widths, ...(swept('activation') ? [] : [network.activation])].join(', ');
}

/** "lr 0.1, optimizer adam" */
export function cellText(cell: Cell): string {
  return Object.entries(cell)
    .map(([key, value]) => clean(`${settingWords(key)} ${typeof value === 'string' ? value : JSON.stringify(value)}`))
    .join(', ');
}

/** "learning rate" for `lr`, "init scale" for `initScale`. */
export function settingWords(key: string): string {
  if (key === 'lr') return 'learning rate';
  return key.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

/** The name of a path's last part. */
export function fileName(path: string): string {
  const name = path === '-' ? 'standard input' : (path.split(/[\\/]/).findLast(Boolean) ?? path);
  return clean(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
