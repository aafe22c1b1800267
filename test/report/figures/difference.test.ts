import { expect } from 'chai';
import { drawDifference } from '../../../src/report/figures/difference.ts';

describe('the figure of a paired difference', () => {
  /** Places of the words and of the line of zero, from the top. */
  function placesIn(values: readonly number[], width: number, height: number) {
    const points = values.map((mean, x) => ({ x, mean, low: mean, high: mean }));
    const arm = { name: 'batch norm', paint: 'batchnorm' } as const;
    const reference = { name: 'baseline', paint: 'baseline' } as const;
    const svg = drawDifference({
      ...{ points, arm, reference, xTitle: 'step', label: 'difference', width, height },
      narrow: width < 560,
    });
    const placeOf = (name: string) => {
      const place = 'transform="translate\\([\\d.]+,(-?[\\d.]+)\\)"[^>]*>';
      const [, of, y] = new RegExp(`${place}<text ${place}(?:<tspan[^>]*>)?${name}`).exec(svg)!;
      return Number(of) + Number(y);
    };
    return { above: placeOf('baseline'), below: placeOf('batch norm') };
  }

  for (const [what, values] of [
    ['at its lower edge', [0, 2, 1]],
    ['at its upper edge', [0, -2, -1]],
    ['between', [0, -1, 2]],
    ['everywhere', [0, 0, 0]],
  ] as const) {
    it(`says on which side of zero which arm is better, where zero is ${what}`, () => {
      for (const [width, height] of [
        [760, 200],
        [400, 149],
        [320, 149],
      ] as const) {
        const { above, below } = placesIn(values, width, height);
        expect(above).to.be.within(12, below - 16);
        expect(below).to.be.lessThan(height - 38 - 8);
      }
    });
  }
});
