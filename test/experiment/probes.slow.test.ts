/** Probes of the program, with threads and files. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, parseLines, temporaryFolder, withoutTimes } from '../support/bntrain.ts';

const PROBED = ['--probe-steps', '7', '--landscape-steps', '10'];
const TRAINED = ['data/iris.csv', '-e', '12', '-l', '9,6', '--momentum', '0.9', '--threads', '2'];

const isProbing = ({ event }: { event: string }) => ['probe', 'gradients', 'landscape'].includes(event);
const later = (all: readonly { event: string }[]) => all.filter(({ event }) => event !== 'start');

describe('the program with probes', () => {
  const folder = temporaryFolder();
  const inFolder = (name: string) => join(folder.path, name);

  it('writes the same events and model files as without', () => {
    const without = events(['compare', ...TRAINED, '--save-dir', inFolder('without')]);
    const probed = events(['compare', ...TRAINED, ...PROBED, '--save-dir', inFolder('probed')]);
    const others = probed.filter(event => !isProbing(event));
    const unnamed = (all: typeof probed) =>
      later(all).map(event => (event.event === 'saved' ? { ...event, path: '' } : event)) as typeof probed;
    expect(withoutTimes(unnamed(others))).to.deep.equal(withoutTimes(unnamed(without)));
    for (const arm of ['baseline', 'batchnorm']) {
      const [one, other] = ['without', 'probed'].map(name => readFileSync(inFolder(`${name}/${arm}.safetensors`)));
      expect(one!.equals(other!), arm).to.equal(true);
    }
  });

  it('has the same probes with any number of threads', () => {
    const probing = (threads: string) =>
      events(['compare', 'data/iris.csv', '-e', '2', '-l', '9', ...PROBED, '--threads', threads]).filter(isProbing);
    expect(probing('4')).to.deep.equal(probing('1'));
  });

  it('emits them again when it is resumed, and goes on with other settings of probes', () => {
    const directory = inFolder('run');
    const first = events(['compare', ...TRAINED, ...PROBED, '--checkpoint', directory]);
    const run = (args: readonly string[]) =>
      parseLines(bntrain(['resume', directory, '--json', '--quiet', ...args]).stdout);
    expect(run([]).filter(isProbing)).to.deep.equal(first.filter(isProbing));
    const longer = run(['--epochs', '13', '--probe-steps', '1']).filter(isProbing);
    const steps = longer.flatMap(event => (event.event === 'probe' && event.arm === 'batchnorm' ? [event.step] : []));
    expect(steps).to.deep.equal([0, 7, 14, 21, 25, 26]);
  });

  it('shows them in the summary', () => {
    const { stdout } = bntrain(['compare', ...TRAINED, ...PROBED, '--quiet']);
    expect(stdout).to.match(/^probe on 120 rows +baseline +batchnorm$/m);
    expect(stdout).to.match(/^unit 2:1 of batchnorm by step/m);
    expect(stdout).to.match(/^effective smoothness +[\d.]+ +[\d.]+$/m);
  });

  it('refuses a unit that the network does not have, before anything is read', () => {
    const { status, stderr } = bntrain([
      'compare',
      'missing.csv',
      '-l',
      '9,6',
      '--probe-steps',
      '1',
      '--probe-unit',
      '9:1',
    ]);
    expect(status).to.equal(2);
    expect(stderr).to.equal(
      'bntrain: --probe-unit: got 9:1, and the network has 2 hidden layers; take a layer from 1 to 2\n',
    );
  });
});
