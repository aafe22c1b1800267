import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ReportFile } from '../../../src/cli/report-output.ts';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { widthOf } from '../../../src/report/image/font/typeface.ts';
import { defaultLook, type Look } from '../../../src/report/image/look.ts';
import { parseLines, temporaryFolder } from '../../support/bntrain.ts';
import { fixturePath } from '../../support/fixtures.ts';

const read = (name: string) => parseLines(readFileSync(fixturePath(`report/${name}.ndjson`), 'utf8'));
const nowarn = () => {
  throw new Error('no warning was expected');
};

describe('the figure of a report', () => {
  const folder = temporaryFolder();
  const [pairs, maps] = [read('pairs'), read('maps')];

  async function draw(
    events: readonly TrainingEvent[],
    suffix: 'svg' | 'png',
    look: Partial<Look> = {},
    warn: (message: string) => void = nowarn,
  ): Promise<Buffer> {
    const path = join(folder.path, `figure.${suffix}`);
    const file = await ReportFile.open('⟪output⟫', path, []);
    for (const event of events) file.collector.event(event);
    await file.write(null, warn, { ...defaultLook, ...look });
    return readFileSync(path);
  }
  const svgOf = async (events: readonly TrainingEvent[], look: Partial<Look> = {}) =>
    (await draw(events, 'svg', look)).toString();

  /** Events with names from a hostile file. */
  function named(name: string): TrainingEvent[] {
    return pairs.map(event => {
      if (event.event !== 'start') return event;
      const data = { ...event.data, paths: [name], target: name, classes: [name, name, name] };
      return { ...event, data, network: { ...event.network, activation: name as never }, version: name };
    });
  }

  it('has the width that is asked for, in a PNG times the scale', async () => {
    for (const width of [320, 760, 2000]) {
      expect(await svgOf(pairs, { width })).to.match(new RegExp(`^<svg [^>]* width="${width}" `));
      const png = await draw(pairs, 'png', { width, scale: 1.5 });
      expect(png.subarray(1, 4).toString()).to.equal('PNG');
      expect(png.readUInt32BE(16)).to.equal(Math.round(width * 1.5));
    }
  });

  it('says what its curves, bands and intervals are', async () => {
    expect(await svgOf(pairs))
      .to.contain('Validation loss: median and middle half of 6 seeds')
      .and.to.contain('Batch norm less baseline in the same pair: mean and 95\u00a0% interval');
  });

  it('shows a map of each arm and of their difference for a sweep', async () => {
    const svg = await svgOf(maps);
    for (const title of ['Baseline', 'Batch norm', 'Difference in points']) expect(svg).to.contain(`>${title}</text>`);
  });

  it('has a verdict where there is nothing to draw', async () => {
    expect(await svgOf(pairs.slice(0, 1))).to.contain('>No run came to a result</text>');
  });

  it('has no curves where every run diverged in its first epoch', async () => {
    // A value that is not finite is null in a file.
    const diverged = pairs.flatMap((event): TrainingEvent[] => {
      if (event.event === 'epoch' && event.epoch > 1) return [];
      if (event.event !== 'epoch' || event.epoch === 0) return event.event === 'curve' ? [] : [event];
      return [{ ...event, trainLoss: Number.NaN, validationLoss: Number.NaN, validationScore: Number.NaN }];
    });
    expect(await svgOf(diverged)).not.to.contain('Validation loss');
  });

  for (const width of [320, 760]) {
    it(`is well-formed for hostile names, whose texts fit ${width} pixels`, async () => {
      const evil = `</style></svg></title>]]><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u202e\u0000\ufffe\ud800 ${'x'.repeat(1e6)}`;
      const events = named(evil);
      const svg = await svgOf(events, { width });
      expect(svg.length).to.be.lessThan(20_000);
      expect(svg).not.to.match(/<script|<img|[\0\u202e\ufffe\ud800]/);
      const lines = [
        ...svg.matchAll(/^<text x="(\d+)".* font-size="([\d.]+)" font-weight="(400|600)"[^>]*>(.*)<\/text>$/gm),
      ];
      expect(lines.length).to.be.greaterThan(6);
      for (const [, x, size, weight, text] of lines) {
        const shown = text!.replaceAll(/<[^>]*>/g, '').replaceAll(/&[a-z0-9#]+;/g, '&');
        expect(Number(x) + widthOf(shown, Number(weight) as 400 | 600, Number(size))).to.be.at.most(width);
      }
      // The parser of XML in it is strict.
      expect((await draw(events, 'png', { width, scale: 0.5 })).length).to.be.greaterThan(1000);
    });
  }

  it('warns that its bytes depend on the machine where the shipped font lacks a character', async () => {
    const warnings: string[] = [];
    await draw(named('数据 Ω → Жизнь'), 'png', {}, message => warnings.push(message));
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(/^⟪output⟫: IBM Plex Sans lacks characters such as 数据; /);
  });
});
