/** What `bntrain bench` says of the cost of batch norm. */

import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type { BenchEvent } from '../../src/events/events.ts';
import { renderBench } from '../../src/report/bench.ts';
import type { Style } from '../../src/report/style.ts';

const plain: Style = { width: 200, unicode: true, color: new Chalk({ level: 0 }), settingName: asFlag };

/** The sentence on a cost in percent, with its interval. */
function costSentence(percent: number, low: number, high: number): string {
  const figures: BenchEvent[] = [
    { event: 'batchnorm-cost', percent, low, high },
    { event: 'backward-ratio', ratio: 2, low: 1.5, high: 2.5 },
  ];
  const text = renderBench(figures, 'title', plain);
  return text.split('\n').find(line => /batch norm (makes|is within)/i.test(line))!;
}

describe('the cost of batch norm in a bench', () => {
  it('is longer or shorter where the interval excludes zero', () => {
    expect(costSentence(12, 10, 14)).to.equal('Batch norm makes a step 12.0% longer (95% interval 10.0 to 14.0%).');
    expect(costSentence(-5, -7, -3)).to.equal('Batch norm makes a step 5.0% shorter (95% interval -7.0 to -3.0%).');
  });

  it('is within noise where the interval contains zero', () => {
    expect(costSentence(1, -2, 4)).to.equal('The cost of batch norm is within noise (95% interval -2.0 to 4.0%).');
  });
});
