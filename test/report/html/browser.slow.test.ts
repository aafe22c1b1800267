import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { bntrain, events, temporaryFolder } from '../../support/bntrain.ts';
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
    run = events(['data/iris.csv', '-l', '8', '-e', '10', '--seeds', '5']);
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
            'document.activeElement.closest("[role=region]") ? "region" : document.activeElement.type ?? document.activeElement.localName',
          ),
        );
      }
      expect([...reached]).to.include.members(['radio', 'region', 'summary']);
      await page.locator('input[type=radio]').first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('input[type=radio]').nth(1).isChecked()).to.equal(true);
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
