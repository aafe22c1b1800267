import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { bestPoint } from '../../../src/report/document/key-figures.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { events, only } from '../../support/bntrain.ts';
import { groupsOf } from '../../support/grouped.ts';

/** Every number of the events, those in sentences included. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') return tokens(value).map(({ number }) => number);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Numbers of a text, with the half of their last digit. */
function tokens(text: string): { text: string; number: number; half: number }[] {
  return [...text.matchAll(/(?<![\w.,])[−-]?\d[\d,]*(\.\d+)?(e[−-]?\d+)?/g)].map(
    ([token, fraction = '', power = '']) => {
      const plain = token.replaceAll('−', '-').replaceAll(',', '');
      const exponent = Number(power.replace('e', '').replace('−', '-'));
      return { text: token, number: Number(plain), half: 0.5 * 10 ** (exponent - Math.max(0, fraction.length - 1)) };
    },
  );
}

/** What the page shows: tables, key figures, sentences, and what figures say to screen readers. */
function textOf(html: string): string {
  const labels = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label).join(' ');
  const text = html.replaceAll(/<(script|style|svg)\b.*?<\/\1>/gs, ' ').replaceAll(/<[^>]*>/g, ' ');
  return `${text} ${labels}`.replaceAll(/&#?\w+;/g, ' ');
}

/** Those of three digits or more; smaller ones are found anywhere. */
function unknownIn(text: string, known: readonly number[]): string[] {
  const digits = (token: string) =>
    token
      .replace(/e.*/, '')
      .replace(/^[^1-9]*/, '')
      .replaceAll(/\D/g, '').length;
  return tokens(text)
    .filter(({ text: token }) => digits(token) >= 3)
    .filter(({ number, half }) => !known.some(each => Math.abs(Math.abs(each) - Math.abs(number)) <= half * 1.0001))
    .map(({ text: token }) => token);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

describe('every number on a page', () => {
  for (const [what, args] of [
    ['of one pair', []],
    ['of several seeds', ['--seeds', '6']],
  ] as const) {
    it(`is in the metrics or follows from them as documented: ${what}`, () => {
      const run: TrainingEvent[] = events(['data/iris.csv', '-l', '8', '-e', '4', '--threads', '1', ...args]);
      const [group] = groupsOf([run]);
      const own = numbersIn(run);
      const best = new Map(group!.runs.map(({ arm, seed, points }) => [`${arm} ${seed}`, bestPoint(points)!]));
      const differences = group!.seeds.flatMap(seed => {
        const [one, other] = group!.arms.map(arm => best.get(`${arm} ${seed}`)!);
        return [other!.validationLoss! - one!.validationLoss!, 100 * (other!.validationScore! - one!.validationScore!)];
      });
      const medians = group!.arms.flatMap(arm =>
        [0, 1, 2, 3, 4].flatMap(epoch =>
          (['trainLoss', 'trainScore'] as const).map(measure =>
            median(
              only(run, 'epoch').flatMap(each => (each.arm === arm && each.epoch === epoch ? [each[measure]] : [])),
            ),
          ),
        ),
      );
      // Along the seconds losses are interpolated, which has tests of its own.
      const interpolated = numbersIn([...group!.bands!.bySeconds.values()]);
      // Scores are shown in percent, and ratios either way round; those of steps are exponentials.
      const ratios = group!.claims.flatMap(claim => {
        const logs = numbersIn([claim.differences, claim.t95, claim.seconds?.t95, claim.estimate]);
        return logs.flatMap(log => [Math.exp(log), Math.exp(-log)]);
      });
      const costs = group!.claims.flatMap(({ seconds, differences: logs }) =>
        seconds == null
          ? []
          : (logs ?? []).flatMap(log => [Math.exp(log) / seconds.stepCost, seconds.stepCost / Math.exp(log)]),
      );
      const known = [
        ...own,
        ...own.map(each => 100 * each),
        ...own.map(each => 1 / each),
        ...differences,
        ...medians,
        ...interpolated,
        ...ratios,
        ...costs,
      ];
      const text = textOf(renderPage({ title: null, groups: [group!] }));
      expect(unknownIn(text, known)).to.deep.equal([]);
      // The same page of other losses is found out.
      const shifted = run.map(event =>
        event.event === 'epoch' ? { ...event, validationLoss: event.validationLoss! + 0.0317 } : event,
      );
      const other = textOf(renderPage({ title: null, groups: groupsOf([shifted]) }));
      expect(unknownIn(other, known).length).to.be.greaterThan(5);
    });
  }
});
