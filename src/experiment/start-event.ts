/** The start event: everything that is known of an experiment before it trains. */

import { isDeepStrictEqual } from 'node:util';
import { version } from '../base/version.ts';
import type { LoadedData } from '../data/load.ts';
import type { StartEvent } from '../events/events.ts';
import { FORMAT } from '../events/format.ts';
import { identityOf } from '../kernels/blas/library.ts';
import type { Engine } from '../kernels/engine.ts';
import { countNumbers } from '../network/plan.ts';
import { stepsPerEpoch, widthsOf } from './arm-tasks.ts';
import { type Arm, armConfig, knownArm } from './arms.ts';
import { guessOf, nullLossOf } from './guess.ts';
import { processorName } from './machine.ts';
import type { ReadyExperiment } from './ready.ts';

export function startEvent(experiment: ReadyExperiment, data: LoadedData, engine: Engine, threads: number): StartEvent {
  const { command, arms, config } = experiment;
  const { activation } = config;
  const widths = widthsOf(config, data);
  return {
    event: 'start',
    format: FORMAT,
    version,
    time: new Date().toISOString(),
    node: process.versions.node,
    processor: processorName(),
    command,
    data: data.description,
    ...(data.digests === null ? {} : { digests: data.digests }),
    network: {
      widths,
      activation,
      parameters: Object.fromEntries(arms.map(arm => [arm.name, parametersOf(experiment, arm, data)])),
    },
    config: arms.length === 1 ? armConfig(arms[0]!, config) : config,
    decided: [...experiment.decided],
    arms: arms.map(({ name }) => name),
    ...overridesOf(arms),
    ...(experiment.rates === undefined ? {} : { rates: experiment.rates }),
    engine: engine.name,
    ...(engine.blas === null ? {} : { blas: identityOf(engine.blas) }),
    threads,
    stepsPerEpoch: stepsPerEpoch(experiment, data),
    guess: guessOf(data),
    nullLoss: nullLossOf(data),
  };
}

/** The learned numbers of an arm. */
export function parametersOf({ config }: ReadyExperiment, arm: Arm, data: LoadedData): number {
  return countNumbers({ ...armConfig(arm, config), widths: widthsOf(config, data) }, 'parameter');
}

/** The overrides of arms that are not bntrain's own. */
function overridesOf(arms: readonly Arm[]): Pick<StartEvent, 'overrides'> {
  if (arms.every(arm => isDeepStrictEqual(knownArm(arm.name), arm))) return {};
  return { overrides: Object.fromEntries(arms.map(({ name, overrides }) => [name, overrides])) };
}
