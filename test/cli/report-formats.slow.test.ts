import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';
import { readEventFile } from '../support/event-files.ts';

describe('the formats of a report', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const training = ['data/iris.csv', '-l', '4', '-e', '2', '-q'];
  let metrics: string;
  before(() => {
    metrics = folder.write('run.ndjson', bntrain([...training, '--json']).stdout);
  });

  for (const [name, begin] of [
    ['run.md', /^## /],
    ['run.csv', /^experiment,seed,arm,epoch,step,seconds,measure,value\n1,1,baseline,0,0,0,/],
    ['run.html', /^<!doctype html>/i],
  ] as const) {
    it(`are chosen by the suffix: ${name}`, () => {
      const { status, stderr } = bntrain(['report', metrics, '-o', at(name)]);
      expect(status, stderr).to.equal(0);
      expect(readFileSync(at(name), 'utf8')).to.match(begin);
    });
  }

  it('are a directory for TensorBoard, which is made, and whose files are replaced', () => {
    for (const _ of ['once', 'again']) {
      const { status, stdout, stderr } = bntrain(['report', metrics, '-o', at('logs/new/'), '--json']);
      expect(status, stderr).to.equal(0);
      const file = at('logs/new/batchnorm/seed-1/events.out.tfevents.bntrain');
      expect(readdirSync(at('logs/new/batchnorm/seed-1'))).to.deep.equal(['events.out.tfevents.bntrain']);
      expect(readEventFile(readFileSync(file)).length).to.equal(4);
      expect(JSON.parse(stdout)).to.deep.include({ format: 'tensorboard', runs: 2, bytes: 2 * statSync(file).size });
    }
  });

  it('are written by a run too', () => {
    const { status, stderr } = bntrain([...training, '--report', at('direct/')]);
    expect(status, stderr).to.equal(0);
    expect(existsSync(at('direct/baseline/seed-1/events.out.tfevents.bntrain'))).to.equal(true);
  });

  it('may replace other files of a directory that is read, and no metrics', () => {
    const text = readFileSync(metrics, 'utf8');
    mkdirSync(at('many'));
    folder.write('many/run.csv', text);
    for (const [name, status] of [
      ['many/report.html', 0],
      ['many/report.html', 0],
      ['many/run.csv', 2],
    ] as const) {
      const run = bntrain(['report', at('many'), '-o', at(name)]);
      expect(run.status, run.stderr).to.equal(status);
    }
    expect(readFileSync(at('many/run.csv'), 'utf8')).to.equal(text);
  });

  it('are refused before training where a file is in the place of the directory, or the suffix says nothing', () => {
    for (const [path, why] of [
      [`${metrics}/`, 'is not a directory'],
      [at('run.pdf'), 'its suffix says what is written'],
    ] as const) {
      const { status, stderr } = bntrain(['report', metrics, '-o', path]);
      expect(status).to.equal(2);
      expect(stderr).to.contain(why);
      expect(stderr.trimEnd().split('\n')).to.have.length(1);
    }
  });
});
