import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { WarningCode } from '../../src/base/warn.ts';
import { describeReported, ReportFile } from '../../src/cli/report-output.ts';
import type { EpochEvent, ReportedEvent, TrainingEvent } from '../../src/events/events.ts';
import { bestPoint } from '../../src/report/document/key-figures.ts';
import { fixedNumber, shortNumber } from '../../src/report/document/numbers.ts';
import { readMetrics } from '../../src/saved/metrics/read-metrics.ts';
import { bntrain, events as eventsOf, only, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const iris = join(root, 'data/iris.csv');
const small = ['--layers', '8', '--epochs', '4', '--threads', '1'];
const nowarn = () => {
  throw new Error('no warning was expected');
};

/** The page without the script, whose code has words that a page must not have. */
const withoutScript = (html: string) => html.replace(/<script>.*?<\/script>/s, '');

describe('a report', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'report.html');
  let several: TrainingEvent[];
  let one: TrainingEvent[];
  before(() => {
    several = eventsOf(['compare', iris, ...small, '--seeds', '6']);
    one = eventsOf(['compare', iris, ...small, '--probe-steps', '2']);
  });

  async function pageOf(
    events: Iterable<TrainingEvent> | AsyncIterable<TrainingEvent>,
    warn: (message: string, code: WarningCode) => void = nowarn,
  ): Promise<{ html: string; reported: ReportedEvent }> {
    const file = await ReportFile.open('⟪output⟫', path, []);
    for await (const event of events) file.collector.event(event);
    const reported = (await file.write(null, warn))!;
    return { html: readFileSync(path, 'utf8'), reported };
  }

  function metricsFile(name: string, events: readonly object[], end = '\n'): string {
    const file = join(folder.path, name);
    writeFileSync(file, events.map(event => JSON.stringify(event)).join('\n') + end);
    return file;
  }

  it('has the same bytes each time, and from metrics as from the run', async () => {
    const asRun = several.map(event =>
      event.event === 'epoch' && event.epoch === 4 ? { ...event, trainLoss: Number.NaN } : event,
    );
    const [first, again] = [await pageOf(asRun), await pageOf(asRun)];
    expect(again.html).to.equal(first.html);
    const read = await pageOf(readMetrics([metricsFile('run.ndjson', asRun)], nowarn));
    expect(read.html).to.equal(first.html);
  });

  it('is what a run with ⟪report⟫ writes', () => {
    const file = join(folder.path, 'run.html');
    const { stdout, stderr, status } = bntrain(['compare', iris, ...small, '--report', file, '--json', '-q']);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.pop()!)).to.include({
      event: 'reported',
      path: file,
      runs: 2,
      groups: 1,
      interrupted: false,
    });
    writeFileSync(join(folder.path, 'same.ndjson'), `${lines.join('\n')}\n`);
    const other = join(folder.path, 'same.html');
    expect(bntrain(['report', join(folder.path, 'same.ndjson'), '-o', other]).stdout).to.match(
      /same\.html: 2 runs, \d+ kB\n/,
    );
    expect(readFileSync(other, 'utf8')).to.equal(readFileSync(file, 'utf8'));
  });

  it('has in its table and labels the numbers of the metrics', async () => {
    const { html } = await pageOf(several);
    for (const { arm, seed } of only(several, 'result')) {
      const own = only(several, 'epoch').filter(event => event.arm === arm && event.seed === seed);
      expect(html).to.contain(`<td>${fixedNumber(bestPoint(own as never)!.validationLoss, 4)}</td>`);
    }
    for (const arm of ['baseline', 'batchnorm']) {
      const last = only(several, 'curve').at(-1)!.arms[arm]!.median;
      expect(html).to.contain(`>${arm === 'baseline' ? 'baseline' : 'batch norm'} ${shortNumber(last)}</text>`);
    }
    const { ratio } = only(several, 'claim')[0]!;
    expect(html).to.contain(`<dd class="big">${(ratio! < 1 ? 1 / ratio! : ratio!).toFixed(1)}× `);
  });

  it('loads nothing, and has no script, style or handler that its policy would refuse', async () => {
    for (const run of [several, one]) {
      const { html } = await pageOf(run);
      expect(html).not.to.match(
        /<link|<img|<iframe| style="| on[a-z]+="|https?:\/\/(?!www\.w3\.org\/2000\/svg")|url\(|@import/,
      );
      expect(html).to.contain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
      const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text!);
      expect(scripts).to.have.lengthOf(1);
      const digest = createHash('sha256').update(scripts[0]!).digest('base64');
      expect(html).to.contain(`script-src &#39;sha256-${digest}&#39;;`);
      expect(html.match(/<script(?! type="application\/json">|>)/)).to.equal(null);
      expect(html.match(/<h1/g)).to.have.lengthOf(1);
      expect(withoutScript(html)).not.to.match(/NaN|undefined|Infinity|\[object/);
    }
  });

  it('keeps hostile names text', async () => {
    const evil = `</style></svg></script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u202e\u0000${'x'.repeat(1e5)}`;
    const hostile = one.map(event => {
      if (event.event === 'start') {
        const data = { ...event.data, paths: [evil], target: evil, taskReason: evil, classes: [evil, evil, evil] };
        const network = { ...event.network, activation: evil as never };
        return { ...event, data, network, version: evil, processor: evil, config: { ...event.config, target: evil } };
      }
      return event.event === 'comparison' ? { ...event, sentence: evil } : event;
    });
    const warning = { event: 'warning' as const, code: 'format' as const, message: evil };
    const { html } = await pageOf([hostile[0]!, warning, ...hostile.slice(1)]);
    expect(html).not.to.match(/<script>alert|<img|\u202e|\0/);
    const { html: usual } = await pageOf(one);
    expect(html.match(/<\/?script/g)!.length).to.equal(usual.match(/<\/?script/g)!.length);
    expect(html.match(/<style|<\/style/g)).to.have.lengthOf(2);
    expect(html).to.contain('&lt;script&gt;alert(1)');
    expect(html.length).to.be.lessThan(100_000);
  });

  it('shows seeds together that were run apart, with the statistics of one run', async () => {
    const apart = [1, 2, 3, 4, 5, 6].map(seed => {
      const own = eventsOf(['compare', iris, ...small, '--seed', String(seed)]);
      return metricsFile(`seed-${seed}.ndjson`, own);
    });
    const { html, reported } = await pageOf(readMetrics(apart, nowarn));
    expect(reported).to.include({ runs: 12, groups: 1 });
    const together = (await pageOf(several)).html;
    const figures = (page: string) =>
      page.match(/<dd class="(?:big|small)">[^<]*/g)!.filter(text => !text.includes('time'));
    for (const figure of figures(html)) expect(figures(together)).to.include(figure);
    const twice: string[] = [];
    await pageOf(readMetrics([...apart, apart[0]!], nowarn), message => twice.push(message));
    expect(twice.join()).to.match(
      /1 seed of .*iris\.csv \(1\) is there twice with the same settings; one of them is used/,
    );
  });

  it('has a section for each experiment, which names what differs', async () => {
    const other = eventsOf(['compare', iris, ...small, '--lr', '0.01', '--batch-size', '8', '--momentum', '0.5']);
    const { html, reported } = await pageOf([...one, ...other]);
    expect(reported.groups).to.equal(2);
    expect(html).to.contain('<h1>2 experiments</h1>').and.to.contain('learning rate 0.01');
  });

  it('names no single value of what a sweep varies', async () => {
    const sweep = eventsOf(['sweep', iris, ...small, '--seeds', '1', '--lr', '0.05,0.5', '--batch-size', '30']);
    const { html } = await pageOf([...one, ...sweep]);
    expect(html).to.match(/ · learning rate 0\.1\b/);
    expect(html).to.match(/ · batch size 30\b/);
    expect(html).not.to.match(/ · learning rate 0\.05/);
  });

  it('has a row for each value of a sweep of one setting, and its networks in the command', async () => {
    const layers = ['--layers', '8x1,4x2', '--epochs', '1', '--seeds', '1', '--threads', '1'];
    const { html } = await pageOf(eventsOf(['sweep', iris, ...layers]));
    expect(html)
      .to.contain('--layers 8x1,4x2')
      .and.to.match(/<text[^>]*>4x2<\/text>/);
    expect(html).to.match(/<thead><tr><th scope="col">layers<\/th>/);
  });

  it('shows neither a curve of one point nor a difference to a run that diverged', async () => {
    const { stdout } = bntrain(['compare', iris, ...small, '--lr', '1e30', '--seeds', '2', '--json']);
    const all: TrainingEvent[] = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const { html } = await pageOf(all.filter(({ event }) => (event as string) !== 'error'));
    expect(html).to.contain('Every arm diverged').and.not.to.contain('<h2>Validation loss');
    expect(html).to.match(/<td>diverged<\/td><td>diverged<\/td><td>–<\/td>/);
  });

  it('may be one figure, whose text is text and whose colours are those of a theme', async () => {
    const figure = join(folder.path, 'figure.svg');
    const metrics = metricsFile('figure.ndjson', several);
    const draw = (...args: string[]) => {
      expect(bntrain(['report', metrics, '-o', figure, ...args]).status).to.equal(0);
      return readFileSync(figure, 'utf8');
    };
    const light = draw('--title', '<script>&amp;"');
    expect(light).to.contain('&lt;script&gt;&amp;amp;').and.not.to.contain('var(');
    expect(light).to.contain('#b04a00').and.to.contain('Batch norm less baseline in the same pair');
    expect(draw('--theme', 'dark')).to.contain('#f2a065').and.not.to.contain('#b04a00');
    expect(bntrain(['report', metrics, '-o', figure, '--theme', 'pink']).stderr).to.contain("--theme: got 'pink'");
  });

  it('says that a run was interrupted', async () => {
    const { html, reported } = await pageOf(several.slice(0, 40));
    expect(describeReported(reported)).to.match(/; some runs are missing or incomplete$/);
    expect(html).to.contain('Some runs are missing or incomplete');
    const nothing = await pageOf(several.slice(0, 1));
    expect(nothing.html).to.contain('No run came to a result');
  });

  it('shows runs that diverged, one arm, no validation rows, and a sweep', async () => {
    const runs: string[][] = [
      ['compare', iris, ...small, '--lr', '1e30', '--seeds', '2'],
      ['train', iris, ...small, '--norm', 'layer', '--seeds', '4'],
      ['compare', iris, ...small, '--validation', '0', '--seeds', '5'],
      ['compare', iris, ...small, '--target', '1'],
      ['sweep', iris, ...small, '--lr', '0.01,0.1', '--init-scale', '0.1,1', '--seeds', '2'],
      ['evidence', iris, ...small, '--seeds', '6', '--init-scale', '0.1,1,10'],
    ];
    for (const args of runs) {
      const { stdout } = bntrain([...args, '--json', '-q']);
      const events: TrainingEvent[] = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
      const { html } = await pageOf(events.filter(({ event }) => (event as string) !== 'error'));
      expect(withoutScript(html), args.join(' ')).not.to.match(/NaN|undefined|Infinity|\[object| style="/);
      expect(html.match(/<h1/g), args.join(' ')).to.have.lengthOf(1);
    }
  });

  it('of 20 seeds and 10,000 epochs has less than 1 MB, and keeps the best epoch', async () => {
    const start = several.find(({ event }) => event === 'start')!;
    const results = only(several, 'result');
    function* long(): Generator<TrainingEvent> {
      yield start;
      for (let seed = 1; seed <= 20; seed++) {
        for (const arm of ['baseline', 'batchnorm']) {
          for (let epoch = 0; epoch <= 10_000; epoch++) {
            const loss = epoch === 7_777 ? 0.001234 : 1 / (1 + epoch / 100) + 0.1 + 0.01 * Math.sin(epoch * seed);
            const losses = { trainLoss: loss, trainScore: 0.5, validationLoss: loss, validationScore: 0.5 };
            yield {
              event: 'epoch',
              arm,
              seed,
              epoch,
              step: 2 * epoch,
              ...losses,
              seconds: epoch / 1000,
            } satisfies EpochEvent;
          }
          yield { ...results[0]!, arm, seed };
        }
      }
      yield* only(several, 'curve');
    }
    const { html } = await pageOf(long());
    expect(html.length).to.be.lessThan(1e6);
    expect(html).to.contain('<td>0.0012</td>');
  });
});
