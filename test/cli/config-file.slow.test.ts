import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../src/base/errors.ts';
import { parseConfigFile } from '../../src/cli/config-file.ts';
import { readClassWeights } from '../../src/data/choosing/class-weights.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';

describe('a config file', () => {
  const settingsOf = (content: string) => parseConfigFile('run.yaml', content).settings;

  it('has settings by their keys, in YAML or JSON', () => {
    const expected = { epochs: 2, layers: [8, 4], shuffle: false, na: ['NA', '-'], lr: 0.01 };
    expect(settingsOf('epochs: 2\nlayers: [8, 4]\nshuffle: false\nna: [NA, "-"]\nlr: 1e-2\n')).to.deep.equal(expected);
    expect(settingsOf(JSON.stringify(expected))).to.deep.equal(expected);
  });

  it('has values as flags take them, too', () => {
    expect(settingsOf('layers: 8x2\nmemory: 1kb\ntarget: 3\n')).to.deep.equal({
      layers: [8, 8],
      memory: 1000,
      target: '3',
    });
  });

  it('has lists and maps where the flag takes a list, and means what the flag does', () => {
    expect(settingsOf('drop: [a, "p*", 3, "b,c", \'"d"\']\nlayers: [8x2, 4]\nbetas: [0.5, 0.6]\n')).to.deep.equal({
      drop: 'a,p*,3,"b,c","""d"""',
      layers: [8, 8, 4],
      betas: [0.5, 0.6],
    });
    const weights = (content: string) => [...readClassWeights(settingsOf(content).classWeights as string)];
    expect(weights('classWeights: {a: 2, "it\'s, b=c": 0.5, 7: 1}')).to.deep.equal([
      ['7', 1],
      ['a', 2],
      ["it's, b=c", 0.5],
    ]);
  });

  it('may name a value and repeat it', () => {
    expect(settingsOf('warmup: &few 3\nepochs: *few\n')).to.deep.equal({ warmup: 3, epochs: 3 });
  });

  it('may be empty, or comments', () => {
    for (const content of ['', '# nothing\n', '---\n']) expect(settingsOf(content)).to.deep.equal({});
  });

  it('can be a start event, alone or with what follows it', () => {
    const config = makeConfig({ epochs: 3, activation: 'tanh' });
    const event = JSON.stringify({ event: 'start', format: 'bntrain/1', config });
    for (const content of [event, `${event}\n{"event":"epoch"}\n`]) {
      const { settings, isStartEvent } = parseConfigFile('run.json', content);
      expect(isStartEvent).to.equal(true);
      expect(makeConfig(settings)).to.deep.equal(config);
    }
  });

  it('names a library to load if somebody wrote it, but not as a start event', () => {
    const config = makeConfig({ engine: 'blas', blas: '/elsewhere/blas.so' });
    const event = JSON.stringify({ event: 'start', format: 'bntrain/1', config });
    expect(parseConfigFile('run.json', event).settings).to.not.have.property('blas');
    expect(settingsOf('blas: /elsewhere/blas.so\n')).to.deep.equal({ blas: '/elsewhere/blas.so' });
  });

  const refusals: [content: string, message: string][] = [
    ['epochs: 2\nbatch-size: 3\n', 'run.yaml:2: batch-size: is no setting; did you mean batchSize?'],
    ['epochs: 2\nzzz: 3\n', 'run.yaml:2: zzz: is no setting; docs/settings.md lists them'],
    ['{"epochs": 2,\n "epochs": 3}', 'run.yaml:2: epochs: is given twice; leave one out'],
    ['epochs: 2\n\nepochs: 3\n', 'run.yaml:3: epochs: is given twice; leave one out'],
    ['# a\n\nbatchSize: many\n', "run.yaml:3: batchSize: got 'many', takes a whole number, 1 or more"],
    ['batchSize: null\n', 'run.yaml:1: batchSize: got null, takes a whole number, 1 or more'],
    ['drop: []\n', 'run.yaml:1: drop: got [], takes names, positions'],
    ['drop: [[a]]\n', 'run.yaml:1: drop: got [["a"]], takes names, positions'],
    ['where: [a]\n', 'run.yaml:1: where: got ["a"], takes an expression'],
    ['classWeights: {a: many}\n', 'run.yaml:1: classWeights: got {"a":"many"}, takes balanced, or weights'],
    ['classWeights: [1, 2]\n', 'run.yaml:1: classWeights: got [1,2], takes balanced, or weights'],
    ['layers: {a: 1}\n', 'run.yaml:1: layers: got {"a":1}, takes widths such as'],
    ['shuffle: no\n', "run.yaml:1: shuffle: got 'no', takes true or false"],
    ['epochs: 2\n---\nepochs: 3\n', 'run.yaml:2: a second document begins; keep one'],
    ['epochs: 2\nseed: *one\n', 'run.yaml:2: seed: Unresolved alias'],
    ['epochs: [\n', 'run.yaml:2: is not YAML: '],
    ['hello', "run.yaml:1: takes settings, such as 'epochs: 50', one a line"],
    ['{"event":"start"}', 'run.yaml:1: the start event has no config'],
  ];
  for (const [content, message] of refusals) {
    it(`is refused with its line: ${JSON.stringify(content)}`, () => {
      expect(() => settingsOf(content)).to.throw(UserError, message);
    });
  }

  it('with 60,000 keys is read, which would take long if each was compared with all others', () => {
    const keys = Array.from({ length: 60_000 }, (_, n) => `k${n}: 1`);
    expect(() => settingsOf(`lr: {${keys.join()}}`)).to.throw(UserError, 'run.yaml:1: lr: got {"k0":1,');
  });

  it('is taken or refused whatever is in it, and nothing else happens', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map(text => `epochs: ${text}`),
        ),
        content => {
          try {
            makeConfig(settingsOf(content));
          } catch (error) {
            expect(error).to.be.instanceOf(UserError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('--config', () => {
  const folder = temporaryFolder();
  const quick = ['data/iris.csv', '--json', '--quiet'];
  const configOf = (args: readonly string[]) => JSON.parse(bntrain(args).stdout.split('\n', 1)[0]!).config;

  it('sets what the file says, and flags win', () => {
    const path = folder.write('run.yaml', 'epochs: 2\nlayers: [4]\nseed: 7\n');
    expect(configOf([...quick, '--config', path, '-e', '1'])).to.include({ epochs: 1, seed: 7 });
  });

  it('repeats a run from its start event, and initial weights may come from a file there too', () => {
    const startOf = (args: readonly string[]) => bntrain([...quick, ...args]).stdout.split('\n', 1)[0]!;
    const first = startOf(['-e', '1', '-l', '4', '--activation', 'tanh']);
    const path = folder.write('run.json', first);
    const { time: _time, commandLine: _line, decided: _decided, ...run } = JSON.parse(first);
    expect(JSON.parse(startOf(['--config', path]))).to.deep.include(run);
    const { stderr } = bntrain([...quick, '--config', path, '--init-from', 'none.safetensors']);
    expect(stderr).to.equal('bntrain: none.safetensors: no such file\n');
  });

  it('serves every command, which warns of settings that it does not use', () => {
    const path = folder.write('all.yaml', 'target: species\nepochs: 1\nnorm: layer\nthreads: 1\n');
    const warningsOf = (args: readonly string[]) => {
      const { status, stderr } = bntrain([...args, '--config', path]);
      expect(status).to.equal(0);
      return stderr.split('\n').filter(line => line.includes(' use ') || line.includes('no effect'));
    };
    const unused = (command: string, keys: string) => [
      `warning: ${path}: ${command} does not use ${keys}; 'bntrain train' does`,
    ];
    expect(warningsOf(['inspect', 'data/iris.csv'])).to.deep.equal(unused('inspect', 'norm and epochs'));
    expect(warningsOf(['data/iris.csv', '-q'])).to.deep.equal([
      'warning: --norm layer has no effect: each arm has its own; leave it out',
    ]);
    expect(configOf([...quick, '--config', path])).to.include({ target: 'species', norm: 'batch' });
    const model = join(folder.path, 'all.safetensors');
    expect(warningsOf(['train', 'data/iris.csv', '-q', '--save', model])).to.deep.equal([]);
    for (const command of ['predict', 'evaluate'])
      expect(warningsOf([command, model, 'data/iris.csv'])).to.deep.equal(unused(command, 'target, norm and epochs'));
  });

  it('warns of none that stands at its default, as most do in a start event', () => {
    const path = folder.write('start.json', bntrain([...quick, '-e', '1']).stdout.split('\n', 1)[0]!);
    const { stderr } = bntrain(['inspect', 'data/iris.csv', '--config', path]);
    expect(stderr).to.include("inspect does not use epochs; 'bntrain compare' does\n");
  });

  it('is refused where there is no such file', () => {
    const { status, stderr } = bntrain(['data/iris.csv', '--config', 'none.yaml']);
    expect([status, stderr]).to.deep.equal([2, 'bntrain: none.yaml: no such file\n']);
  });
});
