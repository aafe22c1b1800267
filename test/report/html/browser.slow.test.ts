import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { shortNumber } from '../../../src/report/document/numbers.ts';
import { bntrain, events, only, temporaryFolder } from '../../support/bntrain.ts';
import { accessibilityFindings, browserForSuite, colorsOf, withPage } from '../../support/browser.ts';
import { hostileNames, withWord } from '../../support/reports.ts';

/** An element of the page. */
interface Labelled {
  readonly ariaLabel: string | null;
}

/** Of the lines of the arms, in the light theme. */
const COLORS = { baseline: [0xb0, 0x4a, 0x00], batchnorm: [0x00, 0x67, 0xa8] } as const;

describe('the page of a report in a browser', () => {
  const browser = browserForSuite();
  const folder = temporaryFolder();
  let run: TrainingEvent[];
  let html: string;
  before(function () {
    this.timeout(120_000);
    run = events(['data/iris.csv', '-l', '8', '-e', '10', '--seeds', '5']).map(event =>
      // Batch norm takes twice the time, whatever the machine does.
      event.event === 'epoch' ? { ...event, seconds: event.step * (event.arm === 'batchnorm' ? 0.2 : 0.1) } : event,
    );
    html = pageOf(run);
  });

  function pageOf(all: readonly TrainingEvent[]): string {
    const metrics = folder.write('metrics.ndjson', `${all.map(event => JSON.stringify(event)).join('\n')}\n`);
    const page = join(folder.path, 'page.html');
    const { status, stderr } = bntrain(['report', metrics, '-o', page]);
    expect(status, stderr).to.equal(0);
    return readFileSync(page, 'utf8');
  }

  it('requests nothing, and has no error', async () => {
    await withPage(browser(), html, async ({ page, requests, errors }) => {
      expect(await page.locator('h1').innerText()).to.not.equal('');
      expect({ requests, errors }).to.deep.equal({ requests: [], errors: [] });
    });
  });

  for (const [what, options] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 } }],
  ] as const) {
    it(`has no finding of axe, ${what}`, async () => {
      const shown = { bypassCSP: true, ...options };
      const findings = await withPage(browser(), html, ({ page }) => accessibilityFindings(page), shown);
      expect(findings).to.deep.equal([]);
    });
  }

  it('has no finding of axe with several experiments, and with a sweep', async () => {
    const other = events(['data/wine.csv', '-l', '8', '-e', '3', '--seeds', '2']);
    const sweep = events(['sweep', 'data/iris.csv', '-l', '4', '-e', '1', '--seeds', '1', '--lr', '0.1,1']);
    for (const all of [[...run, ...other], sweep]) {
      const findings = await withPage(browser(), pageOf(all), ({ page }) => accessibilityFindings(page), {
        bypassCSP: true,
      });
      expect(findings).to.deep.equal([]);
    }
  });

  it('shows what came out of many experiments beside their names', async () => {
    const long = 'a column with a name that is as long as names of columns sometimes are';
    const many = Array.from({ length: 21 }, (_, n) => withWord(run, 'species', `${long} ${n}`)).flat();
    await withPage(browser(), pageOf(many), async ({ page }) => {
      const [shown, whole] = await page
        .locator('.wide')
        .first()
        .evaluate(table => [table.clientWidth, table.scrollWidth]);
      expect(whole).to.equal(shown);
    });
  });

  it('is not wider than a phone', async () => {
    await withPage(
      browser(),
      html,
      async ({ page }) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
      },
      { viewport: { width: 390, height: 844 } },
    );
  });

  for (const javaScriptEnabled of [true, false]) {
    it(`shows the curves along steps, epochs or seconds, with scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      await withPage(
        browser(),
        html,
        async ({ page }) => {
          const shown = () =>
            page.locator('svg:visible').evaluateAll(all => all.map(svg => (svg as unknown as Labelled).ariaLabel));
          const bySteps = await shown();
          expect(bySteps).to.have.length.greaterThan(0);
          await page
            .locator('label', { hasText: /^epochs?$/i })
            .first()
            .click();
          const byEpochs = await shown();
          expect(byEpochs).to.not.deep.equal(bySteps);
          await page
            .locator('label', { hasText: /^seconds?$/i })
            .first()
            .click();
          expect(await shown()).to.not.deep.equal(byEpochs);
        },
        { javaScriptEnabled },
      );
    });
  }

  it('shows the curves of both arms where a server allows neither scripts nor styles, as Jenkins does', async () => {
    const policy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';";
    const colors = await withPage(
      browser(),
      html,
      async ({ page }) =>
        colorsOf(browser(), await page.locator('svg[aria-label*=" loss by "]:visible').first().screenshot()),
      { headers: { 'content-security-policy': policy } },
    );
    for (const color of Object.values(COLORS)) expect(colors(color)).to.be.greaterThan(200);
  });

  it('is reached by the keyboard: the switch of the axis, the tables that scroll, and what is folded', async () => {
    await withPage(browser(), html, async ({ page }) => {
      const reached = new Set<string>();
      for (let press = 0; press < 40; press++) {
        await page.keyboard.press('Tab');
        reached.add(
          await page.evaluate(
            'document.activeElement.closest("[role=group]") ? "table" : document.activeElement.type ?? document.activeElement.localName',
          ),
        );
      }
      expect([...reached]).to.include.members(['radio', 'range', 'button', 'table', 'summary']);
      await page.locator('input[type=radio]').first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('input[type=radio]').nth(1).isChecked()).to.equal(true);
    });
  });

  /** The loss and its quartiles of an arm, as the slider reads them off. */
  function readingOf(arm: string, n: number): string {
    const { q25, median, q75 } = only(run, 'curve')[n]!.arms[arm]!;
    const [low, middle, high] = [q25, median, q75].map(value => shortNumber(value, 4));
    return `${arm === 'batchnorm' ? 'batch norm' : arm} ${middle} (${low} to ${high})`;
  }

  it('reads values off the curves by the keyboard and by the pointer, along each axis', async () => {
    await withPage(browser(), html, async ({ page, errors }) => {
      const { step, epoch } = only(run, 'curve')[3]!;
      const ofBatchnorm = readingOf('batchnorm', only(run, 'curve').length - 1);
      const along = (axis: string) => page.locator(`[data-axis=${axis}]`);
      const slider = along('step').locator('input');
      await slider.focus();
      await page.keyboard.press('Home');
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
      const values = `${readingOf('baseline', 3)}, ${readingOf('batchnorm', 3)}`;
      expect(await slider.getAttribute('aria-valuetext')).to.equal(`step ${step}: ${values}`);
      expect(await along('step').locator('.reading p').innerText()).to.equal(`step ${step}: ${values}`);
      const line = along('step').locator('svg:visible .cursor line');
      const before = (await line.boundingBox())!.x;
      const plot = (await along('step').locator('svg:visible').boundingBox())!;
      await page.mouse.move(plot.x + 20, plot.y + 50);
      expect(await slider.inputValue()).to.equal('0');
      expect((await line.boundingBox())!.x).to.be.lessThan(before);
      await page.locator('label', { hasText: 'epochs' }).click();
      await along('epoch').locator('input').fill('3');
      expect(await along('epoch').locator('.reading p').innerText()).to.equal(`epoch ${epoch}: ${values}`);
      await page.locator('label', { hasText: 'seconds' }).click();
      const reading = () => along('seconds').locator('.reading p').innerText();
      const end = only(run, 'curve').at(-1)!.step;
      expect(await reading()).to.equal(`${shortNumber(0.2 * end)} seconds: baseline ended, ${ofBatchnorm}`);
      await along('seconds').locator('input').fill('0');
      expect(await reading()).to.equal(`0 seconds: ${readingOf('baseline', 0)}, ${readingOf('batchnorm', 0)}`);
      expect(errors).to.deep.equal([]);
    });
  });

  it('has the line of the slider above its thumb, also on a phone', async () => {
    for (const width of [1100, 390]) {
      const options = { viewport: { width, height: 800 } };
      await withPage(
        browser(),
        html,
        async ({ page }) => {
          const figure = page.locator('[data-axis=step]');
          const { x, width: size } = (await figure.locator('input').boundingBox())!;
          for (const [key, place] of [
            ['Home', x + 8],
            ['End', x + size - 8],
          ] as const) {
            await figure.locator('input').press(key);
            const line = (await figure.locator('svg:visible .cursor line').boundingBox())!;
            expect(line.x + line.width / 2).to.be.closeTo(place, 1.5);
          }
        },
        options,
      );
    }
  });

  it('has controls that need the script only where it runs, and none on paper', async () => {
    const controls = 'button:visible, input[type=range]:visible, .reading:visible';
    for (const javaScriptEnabled of [true, false]) {
      await withPage(
        browser(),
        html,
        async ({ page }) => {
          expect((await page.locator(controls).count()) > 0).to.equal(javaScriptEnabled);
          await page.emulateMedia({ media: 'print' });
          expect(await page.locator(controls).count()).to.equal(0);
          const pdf = await page.pdf({ format: 'A4' });
          expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).to.be.within(2, 4);
        },
        { javaScriptEnabled },
      );
    }
  });

  it('saves a figure as SVG with colours of its own, and a table as CSV', async () => {
    await withPage(browser(), html, async ({ page, errors }) => {
      const saved = async (button: string) => {
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByLabel(button).first().click()]);
        return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
      };
      await page.locator('[data-axis=step] input').press('Home');
      const svg = await saved('Save as SVG: Validation loss by step');
      expect(svg.name).to.equal('validation-loss-by-step-median-of-5-seeds.svg');
      expect(svg.text)
        .to.match(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
        .and.to.contain('#b04a00');
      expect(svg.text).not.to.match(/var\(|cursor|data-/);
      const csv = await saved('Save as CSV: Every seed');
      expect(csv.name).to.equal('every-seed.csv');
      const rows = csv.text.trimEnd().split('\r\n');
      expect(rows).to.have.lengthOf(6);
      expect(rows[0]).to.match(/^seed,"best loss, baseline","best loss, batch norm",difference,/);
      expect(rows[1]).to.match(/^1,\d\.\d{4},\d\.\d{4},-?\d\.\d{4},\d+\.\d%,/);
      expect(errors).to.deep.equal([]);
    });
  });

  it('copies the command', async () => {
    await withPage(browser(), html, async ({ page }) => {
      const command = await page.locator('pre').innerText();
      await page.getByLabel('Copy: the command').click();
      await page.getByText('Copied').waitFor();
      await page.evaluate('document.body.prepend(document.createElement("textarea"))');
      await page.locator('textarea').focus();
      await page.keyboard.press('Control+V');
      expect(await page.locator('textarea').inputValue()).to.equal(command);
    });
  });

  it('shows hostile names as text', async () => {
    const words = ['iris.csv', 'species', 'setosa', 'virginica', 'batchnorm'];
    const elements = 'document.querySelectorAll("script, img, iframe, object, a, h1, form, style, b").length';
    const usual = await withPage(browser(), html, ({ page }) => page.evaluate(elements));
    for (let first = 0; first < hostileNames.length; first += words.length) {
      const names = hostileNames.slice(first, first + words.length);
      const hostile = names.reduce((all, name, n) => withWord(all, words[n]!, name), run as readonly TrainingEvent[]);
      await withPage(browser(), pageOf(hostile as TrainingEvent[]), async ({ page, requests, errors }) => {
        expect({ requests, errors }, names[0]!.slice(0, 50)).to.deep.equal({ requests: [], errors: [] });
        expect(await page.evaluate(elements), names[0]!.slice(0, 50)).to.equal(usual);
        expect(await page.locator('h1').innerText()).to.not.equal('');
      });
    }
  });
});
