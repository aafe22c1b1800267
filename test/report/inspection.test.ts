import { join } from 'node:path';
import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type { InspectionEvent } from '../../src/events/events.ts';
import { inspectTable } from '../../src/experiment/inspect.ts';
import { renderInspection } from '../../src/report/inspection.ts';
import { columnsOf } from '../../src/report/width.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { root } from '../support/fixtures.ts';

describe('renderInspection', () => {
  const events: InspectionEvent[] = [];

  before(async () => {
    const reading = { threads: 1, warn: () => {}, progress: () => {} };
    for (const [name, target] of [
      ['penguins', 'species'],
      ['house_lucas_oh_4k', 'price'],
      ['digits8x8', 'label'],
    ]) {
      const path = join(root, `data/${name}.csv`);
      const event = await inspectTable([path], makeConfig({ target }), reading);
      events.push({ ...event, data: { ...event.data, paths: [`data/${name}.csv`] } });
    }
  });

  const render = (event: InspectionEvent, width: number, unicode = true, all = false) =>
    renderInspection(event, { width, unicode, color: new Chalk({ level: 0 }), settingName: asFlag }, all);

  it('is never wider than the terminal, from 60 columns on', () => {
    for (const event of events) {
      for (let width = 60; width <= 160; width += 4) {
        for (const line of render(event, width, width % 8 === 0, width % 3 === 0).split('\n')) {
          expect(columnsOf(line), line).to.be.at.most(width);
        }
      }
    }
  });

  it('shows the contents of a column beside it on a wide terminal, and below it on others', () => {
    const beside =
      /^3 +bill_length_mm +numeric +0\.6% +2 features +[▁-█ ]{16} {2}numbers, 32\.1 to 59\.6, mean 43\.92$/m;
    const below =
      /^3 +bill_length_mm +numeric +0\.6% +2 features\n {3}[▁-█ ]{16} {2}numbers, 32\.1 to 59\.6, mean 43\.92$/m;
    expect(render(events[0]!, 140)).to.match(beside);
    expect(render(events[0]!, 80)).to.match(below);
    expect(render(events[0]!, 60)).to.match(below);
  });

  it('starts the contents at the same place for each column', () => {
    const lines = render(events[0]!, 140).split('\n');
    const at = ["3 different texts: 'Adelie'", "3 different texts: 'Biscoe'", "'NA' in 11 rows"].map(text =>
      lines.find(line => line.includes(text))!.indexOf(text),
    );
    expect(new Set(at).size).to.equal(1);
  });
});
