import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { comparedArms, knownArm } from '../../../src/experiment/arms.ts';
import { runExperiment } from '../../../src/experiment/experiment.ts';
import type { Study } from '../../../src/experiment/pairs/study.ts';
import { resumeExperiment } from '../../../src/experiment/resume.ts';
import type { Experiment } from '../../../src/experiment/spec.ts';
import { makeConfig } from '../../../src/settings/config.ts';
import { only, temporaryFolder, withoutTimes } from '../../support/bntrain.ts';
import { root } from '../../support/fixtures.ts';

const iris = join(root, 'data/iris.csv');
const few = { epochs: 2, layers: [4], threads: 2 };

function experiment(settings: object, rest: Partial<Experiment> = {}): Experiment {
  return {
    command: 'compare',
    paths: [iris],
    arms: comparedArms,
    config: makeConfig({ ...few, ...settings }),
    ...rest,
  };
}

async function run(asked: Experiment, signal?: AbortSignal): Promise<{ events: TrainingEvent[]; study: Study | null }> {
  const events: TrainingEvent[] = [];
  let study: Study | null = null;
  await runExperiment(asked, [{ event: event => events.push(event) }], signal, each => {
    study = each;
  });
  return { events, study };
}

const ofRuns = (events: readonly TrainingEvent[], seed: number) =>
  withoutTimes(
    events.filter(event => ['epoch', 'step', 'result'].includes(event.event) && 'seed' in event && event.seed === seed),
  );

describe('an experiment with several seeds', () => {
  const folder = temporaryFolder();

  it('gives each pair the bytes of the comparison with its seed alone', async () => {
    const { events } = await run(experiment({ seeds: 3, logSteps: 1 }));
    for (const seed of [1, 2, 3]) {
      const alone = await run(experiment({ seed, logSteps: 1 }));
      expect(ofRuns(events, seed), `seed ${seed}`).to.deep.equal(ofRuns(alone.events, seed));
      expect(ofRuns(events, seed)).to.have.lengthOf(16);
    }
  });

  it('gives the same events in the same order whatever the number of threads', async () => {
    const runs = await Promise.all(
      [1, 2, 5].map(async threads => (await run(experiment({ seeds: 4, threads }))).events),
    );
    const timeless = runs.map(events => withoutTimes(events.filter(({ event }) => event !== 'start')));
    expect(timeless[1]).to.deep.equal(timeless[0]);
    expect(timeless[2]).to.deep.equal(timeless[0]);
    expect(only(runs[0]!, 'pair').map(({ seed }) => seed)).to.deep.equal([1, 2, 3, 4]);
  });

  it('varies only what is named, and everything else stays as with the first seed', async () => {
    const hashes = async (vary: string) => {
      const results = only((await run(experiment({ seeds: 3, vary }))).events, 'result');
      const count = (key: 'splitHash' | 'initHash' | 'orderHash') => new Set(results.map(result => result[key])).size;
      return [count('splitHash'), count('initHash'), count('orderHash')];
    };
    expect(await hashes('split')).to.deep.equal([3, 1, 1]);
    expect(await hashes('init')).to.deep.equal([1, 3, 1]);
    expect(await hashes('order')).to.deep.equal([1, 1, 3]);
    expect(await hashes('split,init,order')).to.deep.equal([3, 3, 3]);
  });

  it('can repeat a pair of which not everything varies', async () => {
    const { events } = await run(experiment({ seeds: 2, vary: 'init' }));
    const alone = await run(experiment({ seed: 2, splitSeed: 1, orderSeed: 1 }));
    expect(ofRuns(events, 2)).to.deep.equal(ofRuns(alone.events, 2));
  });

  it('trains every point with every seed from the same rows and batches', async () => {
    const points = [{ initScale: 1 }, { initScale: 3 }];
    const { events } = await run(experiment({ seeds: 2 }, { points }));
    const pairs = only(events, 'pair');
    expect(pairs.map(({ seed, cell }) => [seed, cell])).to.deep.equal([
      [1, points[0]],
      [1, points[1]],
      [2, points[0]],
      [2, points[1]],
    ]);
    const results = only(events, 'result').filter(({ seed }) => seed === 2);
    expect(new Set(results.map(({ splitHash, orderHash }) => splitHash + orderHash)).size).to.equal(1);
    const scaled = await run(experiment({ seed: 2, initScale: 3 }));
    expect(results.slice(2).map(({ final }) => final)).to.deep.equal(
      only(scaled.events, 'result').map(({ final }) => final),
    );
  });

  it('hands the records of whole pairs to its conclusion', async () => {
    const { study, events } = await run(experiment({ seeds: 2, trainEvalRows: 'all' }));
    expect(study!.pairs).to.equal(2);
    expect(study!.records.map(({ seed, runs }) => [seed, runs.map(({ arm }) => arm)])).to.deep.equal([
      [1, ['baseline', 'batchnorm']],
      [2, ['baseline', 'batchnorm']],
    ]);
    const { evaluations } = study!.records[1]!.runs[0]!;
    const epochs = only(events, 'epoch').filter(({ arm, seed }) => arm === 'baseline' && seed === 2);
    expect(evaluations.map(({ trainEvalLoss }) => trainEvalLoss)).to.deep.equal(epochs.map(each => each.trainEvalLoss));
  });

  it('reads rows that exceed the memory from a file, with the bytes of one seed', async () => {
    const { events } = await run(experiment({ seeds: 2, memory: 1000 }));
    const alone = await run(experiment({ seed: 2, memory: 1000 }));
    expect(ofRuns(events, 2)).to.deep.equal(ofRuns(alone.events, 2));
    expect(only(events, 'start')[0]!.data.location).to.equal('file');
  });

  it('goes on from a checkpoint with the pairs that are missing, to the same events', async () => {
    const directory = join(folder.path, 'checkpoint');
    const checkpoint = { directory, every: { epochs: 1 } };
    const whole = await run(experiment({ seeds: 3, lr: 1e20, logSteps: 1 }, { checkpoint }));
    const [, second] = readdirSync(directory).filter(name => name.startsWith('seed-'));
    rmSync(join(directory, second!));
    const events: TrainingEvent[] = [];
    const request = { directory, given: {}, force: false, threads: null };
    await resumeExperiment(request, [{ event: event => events.push(event) }]);
    const written = (all: readonly TrainingEvent[]) => JSON.parse(JSON.stringify(withoutTimes(all)));
    expect(written(events)).to.deep.equal(written(whole.events));
    expect(
      only(events, 'warning').some(({ code, message }) => code === 'diverged' && message.startsWith('seed 2: ')),
    ).to.equal(true);
  });

  it('trains a pair again whose file was cut, changed, replaced by that of another pair, or cannot be read', async () => {
    const directory = join(folder.path, 'damaged');
    const whole = await run(experiment({ seeds: 5 }, { checkpoint: { directory, every: { epochs: 1 } } }));
    const paths = readdirSync(directory)
      .filter(name => name.startsWith('seed-'))
      .map(name => join(directory, name));
    const texts = paths.map(path => readFileSync(path, 'utf8'));
    writeFileSync(paths[0]!, texts[0]!.slice(0, -100));
    writeFileSync(paths[1]!, texts[1]!.replace('"validationLoss":', '"validationLoss":1'));
    writeFileSync(paths[2]!, texts[3]!);
    rmSync(paths[4]!);
    mkdirSync(paths[4]!);
    const events: TrainingEvent[] = [];
    const asked = { directory, given: {}, force: false, threads: null };
    const error = await resumeExperiment(asked, [{ event: event => events.push(event) }]).catch(
      (reason: Error) => reason,
    );
    expect((error as Error).message).to.match(/could not be written/);
    rmdirSync(paths[4]!);
    events.length = 0;
    await resumeExperiment(asked, [{ event: event => events.push(event) }]);
    for (const seed of [1, 2, 3, 4, 5]) expect(ofRuns(events, seed)).to.deep.equal(ofRuns(whole.events, seed));
  });

  it('trains on when no pair can be written any more, warns once, and fails after its results', async () => {
    const directory = join(folder.path, 'removed');
    const events: TrainingEvent[] = [];
    let ends = 0;
    const listener = {
      event(event: TrainingEvent) {
        events.push(event);
        if (event.event === 'pair' && event.seed === 1) rmSync(directory, { recursive: true });
      },
      end: () => void ends++,
    };
    const asked = experiment({ seeds: 3 }, { checkpoint: { directory, every: { epochs: 1 } } });
    const error = await runExperiment(asked, [listener]).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/^\S+: seed-1-\S+ could not be written: .* there is no directory /);
    expect(only(events, 'pair').map(({ seed }) => seed)).to.deep.equal([1, 2, 3]);
    expect(only(events, 'warning').filter(({ code }) => code === 'not-saved')).to.have.lengthOf(1);
    expect(ends).to.equal(1);
  });

  it('does not go on with other initial weights than it began with', async () => {
    const [model, directory] = [join(folder.path, 'model.safetensors'), join(folder.path, 'initial')];
    const save = { setting: 'save', paths: { batchnorm: model }, epoch: 'last' } as const;
    const train = (epochs: number) =>
      run(experiment({ epochs }, { command: 'train', arms: [knownArm('batchnorm')!], save }));
    await train(1);
    const checkpoint = { directory, every: { epochs: 1 } };
    const { events } = await run(experiment({ seeds: 2, initFrom: model }, { checkpoint }));
    expect(only(events, 'warning').map(({ code }) => code)).to.include('initial-weights');
    await train(2);
    const error = await resumeExperiment({ directory, given: {}, force: false, threads: null }, []).catch(
      (reason: Error) => reason,
    );
    expect((error as Error).message).to.contain('has other weights than when the run began');
  });

  it('begins with its start event if it was aborted before, and says nothing after it has failed', async () => {
    const events: TrainingEvent[] = [];
    const listener = { event: (event: TrainingEvent) => void events.push(event) };
    const before = await runExperiment(experiment({ seeds: 2 }), [listener], AbortSignal.abort()).catch(
      (reason: Error) => reason,
    );
    expect((before as Error).name).to.equal('NoResults');
    expect(events.map(({ event }) => event)).to.deep.equal(['start', 'warning', 'warning']);
    for (const seeds of [1, 2]) {
      const abort = new AbortController();
      const failing = {
        event(event: TrainingEvent) {
          events.push(event);
          if (event.event === 'epoch') throw new Error('no more');
        },
      };
      const failed = await runExperiment(experiment({ seeds }), [failing], abort.signal).catch(
        (reason: Error) => reason,
      );
      expect((failed as Error).message).to.equal('no more');
      const said = events.length;
      abort.abort();
      expect(events).to.have.lengthOf(said);
    }
  });

  it('does not go on with a table that has changed, unless that is forced', async () => {
    const directory = join(folder.path, 'changed');
    const table = join(folder.path, 'table.csv');
    const text = readFileSync(iris, 'utf8');
    writeFileSync(table, text);
    const checkpoint = { directory, every: { epochs: 1 } };
    await run(experiment({ seeds: 2 }, { checkpoint, paths: [table] }));
    writeFileSync(table, text.replace('5.1', '5.2'));
    const request = { directory, given: {}, threads: null };
    const error = await resumeExperiment({ ...request, force: false }, []).catch((reason: Error) => reason);
    expect((error as Error).message).to.contain(`${table}: changed since the checkpoint was made`);
    const events: TrainingEvent[] = [];
    await resumeExperiment({ ...request, force: true }, [{ event: event => events.push(event) }]);
    const fresh = await run(experiment({ seeds: 2 }, { paths: [table] }));
    expect(ofRuns(events, 2)).to.deep.equal(ofRuns(fresh.events, 2));
  });

  it('has results of whole pairs when a signal ends it', async () => {
    const abort = new AbortController();
    const events: TrainingEvent[] = [];
    let study: Study | null = null;
    const listener = {
      event(event: TrainingEvent) {
        events.push(event);
        if (event.event === 'pair') abort.abort();
      },
    };
    await runExperiment(experiment({ seeds: 50, epochs: 40, threads: 1 }), [listener], abort.signal, each => {
      study = each;
    });
    const { records, pairs } = study! as Study;
    expect(pairs).to.equal(50);
    expect(records.length).to.be.within(1, 49);
    expect(records.map(({ seed }) => seed)).to.deep.equal(only(events, 'pair').map(({ seed }) => seed));
    for (const { runs } of records) for (const { result } of runs) expect(result.interrupted).to.equal(false);
  });

  for (const [settings, rest, said] of [
    [{ patience: 3 }, {}, '⟪patience⟫: got ⟪seeds=2⟫ too'],
    [
      {},
      { save: { setting: 'saveDir', paths: { baseline: 'b.safetensors' }, epoch: 'best' } },
      '⟪saveDir⟫: got ⟪seeds=2⟫ too',
    ],
  ] as const) {
    it(`refuses ${said}`, async () => {
      const asked = { ...experiment({ seeds: 2, ...settings }), ...rest } as Experiment;
      const error = await run(asked).catch((reason: Error) => reason);
      expect((error as Error).message).to.contain(said);
    });
  }
});
