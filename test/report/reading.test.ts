import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import { ReadingReport, readingLine } from '../../src/report/reading.ts';
import type { Style } from '../../src/report/style.ts';
import { columnsOf } from '../../src/report/width.ts';

const style = (width: number, unicode = true): Style => ({
  width,
  unicode,
  color: new Chalk({ level: 0 }),
  settingName: asFlag,
});
const half = { path: 'data/a.csv', bytes: 150 * 2 ** 20, totalBytes: 300 * 2 ** 20, rows: 496_145 };

describe('readingLine', () => {
  it('has name, bar, bytes, rows and the time left where there is room', () => {
    const line = readingLine(half, 2, style(140));
    expect(line).to.equal(
      `reading data/a.csv ${'━'.repeat(20)}${'╌'.repeat(20)} 150 MiB of 300 MiB, 496,145 rows  2 s left`,
    );
  });

  it('omits the name, then the rows, then the time, then the bytes as it gets narrow', () => {
    expect(readingLine(half, 2, style(80))).to.match(/^reading ━+╌+ 150 MiB of 300 MiB, 496,145 rows {2}2 s left$/);
    expect(readingLine(half, 2, style(60))).to.match(/^reading ━+╌+ 150 MiB of 300 MiB {2}2 s left$/);
    expect(readingLine(half, 2, style(40))).to.match(/^reading ━+╌+ 150 MiB of 300 MiB$/);
    expect(readingLine(half, 2, style(20))).to.equal('reading 50.0%');
  });

  it('is narrower than the terminal at any width, or the line would be broken', () => {
    const inputs = [
      half,
      { path: 'x'.repeat(300), bytes: 999 * 2 ** 30, totalBytes: 1000 * 2 ** 30, rows: 1_999_999_999 },
      { path: '東京/大阪'.repeat(30), bytes: 1, totalBytes: null, rows: 0 },
    ];
    for (const input of inputs) {
      for (let width = 1; width <= 160; width++) {
        expect(columnsOf(readingLine(input, 1000, style(width))), `${width}`).to.be.below(Math.max(width, 1));
      }
    }
  });

  it('has neither bar nor time where the size is unknown', () => {
    const piped = { ...half, path: '-', totalBytes: null };
    expect(readingLine(piped, 2, style(140))).to.equal('reading standard input 150 MiB, 496,145 rows');
  });

  it('is plain ASCII when asked to', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
    expect(readingLine(half, 2, style(100, false))).to.match(/^[\x00-\x7f]+$/);
  });
});

describe('ReadingReport', () => {
  function report(options: { terminal: boolean; quiet?: boolean }) {
    let written = '';
    let now = 0;
    const stream = { write: (text: string) => (written += text), columns: 80 } as unknown as NodeJS.WriteStream;
    const reading = new ReadingReport(stream, { style: style(80), quiet: false, ...options }, () => now);
    return {
      at(seconds: number, share: number, more = {}) {
        now = seconds;
        reading.update({ ...half, bytes: share * half.totalBytes, ...more });
      },
      end: () => reading.end(),
      taken() {
        const taken = written;
        written = '';
        return taken;
      },
    };
  }

  it('is silent about a read that takes less than a second', () => {
    const { at, end, taken } = report({ terminal: true });
    for (const share of [0.1, 0.5, 0.9]) at(share, share);
    end();
    expect(taken()).to.equal('');
  });

  it('redraws its line, at most ten times a second, and clears it at the end', () => {
    const { at, taken } = report({ terminal: true });
    at(0, 0.1);
    at(1.5, 0.5);
    expect(taken()).to.equal(`\r\u001b[K${readingLine(half, 1.5, style(80))}`);
    at(1.55, 0.6);
    expect(taken()).to.equal('');
    at(2, 1, { done: true });
    expect(taken()).to.equal('\r\u001b[K');
  });

  it('writes a line every ten seconds where there is no terminal', () => {
    const { at, end, taken } = report({ terminal: false });
    for (let second = 0; second <= 25; second++) at(second, second / 100);
    end();
    expect(taken()).to.equal(
      'reading data/a.csv: 30 MiB of 300 MiB, 496,145 rows, 1 min 30 s left\n' +
        'reading data/a.csv: 60 MiB of 300 MiB, 496,145 rows, 1 min 20 s left\n',
    );
  });

  it('starts again when a file is read once more', () => {
    const { at, taken } = report({ terminal: true });
    at(0, 0.1);
    at(2, 0.9);
    taken();
    at(3, 0.1);
    expect(taken()).to.equal('\r\u001b[K');
    at(3.5, 0.2);
    expect(taken()).to.equal('');
  });

  it('is silent when asked to be quiet', () => {
    const { at, taken } = report({ terminal: true, quiet: true });
    at(0, 0.1);
    at(20, 0.9);
    expect(taken()).to.equal('');
  });
});
