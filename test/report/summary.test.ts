import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type { TrainingEvent } from '../../src/events/events.ts';
import { Summary } from '../../src/report/summary.ts';
import { events } from '../support/bntrain.ts';

describe('the summary of a run', () => {
  let run: TrainingEvent[];
  before(() => {
    run = events(['data/iris.csv', '-l', '4', '-e', '1']);
  });

  for (const [unicode, factor] of [
    [true, '105× faster'],
    [false, '105x faster'],
  ] as const) {
    it(`writes the factors of a comparison as ${factor}, with unicode ${unicode}`, () => {
      let text = '';
      const write = (piece: string) => {
        text += piece;
      };
      const summary = new Summary(write, { width: 80, unicode, color: new Chalk({ level: 0 }), settingName: asFlag });
      for (const event of run) {
        summary.event(event.event === 'comparison' ? { ...event, sentence: '105× faster.' } : event);
      }
      summary.end();
      expect(text).to.contain(factor);
    });
  }
});
