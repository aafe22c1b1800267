import { expect } from 'chai';
import type { FloatWidth } from '../../../src/kernels/memory.ts';
import { readLayers } from '../../../src/saved/read-layers.ts';
import type { Percentiles, Spread } from '../../../src/training/probes/spread.ts';
import { trainingConfig } from '../../support/configs.ts';
import { load } from '../../support/data.ts';
import { fixturePath, readJson } from '../../support/fixtures.ts';
import { everyStep, gradientsIn, landscapesIn, makeTrainer, probe, probesIn } from '../../support/probed.ts';

/** Trains an arm of the fixture with probes at every step, one for each unit. */
async function probed(name: string, arm: 'baseline' | 'batchnorm', width: FloatWidth) {
  const expected = readJson(`evidence/probes/${name}/expected.json`);
  const { activation, batchSize, epochs, lr, momentum, nesterov, weightDecay, widths } = expected;
  const layers: number[] = widths.slice(1, -1);
  const data = { validation: 0, shuffle: false, standardize: false };
  const training = { activation, batchSize, epochs, lr, momentum, nesterov, weightDecay, layers };
  const config = trainingConfig({ ...data, ...training, norm: arm === 'baseline' ? 'none' : 'batch', logSteps: 1 });
  const { train } = await load(fixturePath(`evidence/probes/${name}/data.csv`), data, { width });
  const initial = readLayers(fixturePath(`evidence/probes/${name}/init.safetensors`), () => {});
  const trainer = makeTrainer({ config, widths, train, width, start: network => network.startFrom(initial.layers) });
  const units = layers.flatMap((units, n) => Array.from({ length: units }, (_, unit) => `${n + 1}:${unit + 1}`));
  const ofUnits = units.map(probeUnit => ({ ...everyStep, landscapeSteps: null, probeUnit }));
  const { sent, events } = probe(trainer, [everyStep, ...ofUnits]);
  return { arm: expected.arms[arm], own: sent[0]!, byUnit: sent.slice(1).map(probesIn), events };
}

/** Compares numbers as the fixture says: relative to the max of the list, or to `scale`. */
function expectNear(
  actual: readonly (number | null)[],
  wanted: readonly (number | null)[],
  tolerance: number,
  what: string,
  scale?: number,
) {
  expect(actual.length, `length of ${what}`).to.equal(wanted.length);
  const allowed = tolerance * (scale ?? Math.max(0, ...wanted.map(value => Math.abs(value ?? 0))));
  for (const [n, value] of wanted.entries()) {
    const own = actual[n]!;
    if (value === null || own === null) expect(own, `${what} ${n}`).to.equal(value);
    // A cosine of 1 and a difference of 0 are reached up to the last digits.
    else if (!(Math.abs(own - value) <= Math.max(allowed, 1e-15)))
      expect.fail(`${what} ${n}: got ${own}, expected ${value}`);
  }
}

type Known<T extends Percentiles> = Omit<T, 'p5' | 'p95'>;

function expectSpread(actual: Known<Spread>, all: any, tolerance: number, what: string): void {
  const { mean, standardDeviation, p15, p50, p85 } = actual;
  const wanted = [all.mean, all.deviation, all.p15, all.p50, all.p85];
  expectNear([mean, standardDeviation, p15, p50, p85], wanted, tolerance, what, all.deviation);
}

function expectUnits(
  actual: readonly (Known<Percentiles> | null)[],
  units: any,
  tolerance: number,
  what: string,
): void {
  for (const key of ['p15', 'p50', 'p85'] as const) {
    expectNear(
      actual.map(unit => unit![key]),
      units[key],
      tolerance,
      `${what} ${key}`,
    );
  }
}

const absent = (value: unknown) => value ?? null;

for (const [width, tolerance] of [
  ['float64', 1e-9],
  ['float32', 2e-3],
] as const) {
  for (const name of ['relu', 'relu-momentum']) {
    for (const armName of ['baseline', 'batchnorm'] as const) {
      describe(`probes of PyTorch's run (${name}, ${armName}, ${width})`, () => {
        let run: Awaited<ReturnType<typeof probed>>;
        before(async () => {
          run = await probed(name, armName, width);
        });

        it('have its preactivations, unit by unit and in all, its shares and its drift', () => {
          for (const { step, layers } of run.arm.probes) {
            const { layers: own } = probesIn(run.own).find(event => event.step === step)!;
            expect(own.map(({ layer }) => layer)).to.deep.equal(layers.map(({ layer }: any) => layer));
            for (const [n, layer] of layers.entries()) {
              const what = `step ${step}, layer ${n + 1}`;
              const found = own[n]!;
              const units = run.byUnit.map(events => events.find(event => event.step === step)!.unit!);
              const inLayer = units.filter(unit => unit.layer === n + 1);
              for (const key of ['preactivation', 'affine'] as const) {
                if (layer[key] === undefined) {
                  expect(found[key], what).to.equal(null);
                  continue;
                }
                expectSpread(found[key]!, layer[key].all, tolerance, `${what} ${key}`);
                expectUnits(
                  inLayer.map(unit => unit[key]),
                  layer[key].units,
                  tolerance,
                  `${what} ${key}`,
                );
              }
              for (const key of [
                'deadShare',
                'inactiveShare',
                'saturatedShare',
                'weightNorm',
                'meanDrift',
                'varDrift',
              ] as const) {
                expectNear([found[key]], [absent(layer[key]) as number | null], tolerance, `${what} ${key}`);
              }
            }
          }
        });

        it('have the norms of its gradients and updates at every step', () => {
          expect(gradientsIn(run.own).map(({ step }) => step)).to.deep.equal(
            run.arm.gradients.map(({ step }: any) => step),
          );
          for (const { step, total, layers } of run.arm.gradients) {
            const own = gradientsIn(run.own).find(event => event.step === step)!;
            expectNear([own.total], [total], tolerance, `step ${step} total`);
            for (const [n, layer] of layers.entries()) {
              const { layer: number, ...norms } = own.layers[n]!;
              expect(number).to.equal(layer.layer);
              for (const [key, value] of Object.entries(norms)) {
                const wanted = absent(layer[key]) as number | null;
                // In float32 a gradient that is 0 but for rounding says nothing.
                if (width === 'float32' && wanted !== null && wanted < 1e-6 * total) continue;
                expectNear([value], [wanted], tolerance, `step ${step}, layer ${number} ${key}`);
              }
            }
          }
        });

        it('have its landscapes', () => {
          for (const { step, ...wanted } of run.arm.landscape) {
            const own = landscapesIn(run.own).find(event => event.step === step)!;
            const { event, arm, seed, step: at, internalCovariateShift, ...measures } = own;
            for (const [key, value] of Object.entries(measures)) {
              const lists = [value, key === 'multipliers' ? everyStep.landscapeMultipliers : wanted[key]].map(each =>
                Array.isArray(each) ? each : [each],
              );
              expectNear(lists[0]!, lists[1]!, tolerance, `step ${step} ${key}`);
            }
          }
        });

        it('have its internal covariate shift', () => {
          for (const { step, layers } of run.arm.internalCovariateShift) {
            const own = landscapesIn(run.own).find(event => event.step === step)!.internalCovariateShift;
            expect(own.map(({ layer }) => layer)).to.deep.equal(layers.map(({ layer }: any) => layer));
            for (const key of ['difference', 'cosine'] as const) {
              for (const [n, layer] of layers.entries()) {
                expectNear([own[n]![key]], [layer[key]], tolerance, `step ${step}, layer ${n + 1} ${key}`);
              }
            }
          }
        });

        it('leave its losses as they are', () => {
          const losses = run.events.flatMap(event => (event.event === 'step' ? [event.loss] : []));
          expectNear(losses, run.arm.stepLosses, Math.min(tolerance, 1e-4), 'loss of step');
        });
      });
    }
  }
}
