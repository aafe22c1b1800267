/** Things that are as they were asked for, and yet better said. */

import { plural } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { planBatches } from '../data/batches/batches.ts';
import type { LoadedData } from '../data/load.ts';
import { makeConfig } from '../settings/config.ts';
import { type Experiment, meetsBatchNorm } from './spec.ts';

export function remarks(experiment: Experiment, data: LoadedData): string[] {
  const { arms, config } = experiment;
  const { rows } = data.train;
  const said: string[] = [];
  const { count, leftOut } = planBatches(rows, config.batchSize, meetsBatchNorm(experiment));
  if (leftOut > 0) {
    said.push(
      `1 of ${plural(rows, 'training row')} sits out each epoch${config.shuffle ? ', another each time' : ''}: it would be a ` +
        `batch of its own, and batch norm cannot train on one row. Another ⟪batchSize⟫ than ${config.batchSize} avoids it`,
    );
  }
  if (arms.length === 2 && config.layers.length === 0) {
    said.push('⟪layers=none⟫ leaves no place for batch norm: both arms are the same network');
  }
  if (!meetsBatchNorm(experiment) && differsInBatchNorm(experiment)) {
    said.push('⟪bnMomentum⟫, ⟪bnEps⟫ and ⟪bnStats⟫ change nothing: there is no batch norm in this run');
  }
  const steps = config.epochs * count;
  if (config.warmup >= steps) {
    said.push(`${settingTo('warmup', config.warmup)} is not over by the end of training, at step ${steps}`);
  }
  return said;
}

function differsInBatchNorm({ config }: Experiment): boolean {
  const preset = makeConfig({});
  return (['bnMomentum', 'bnEps', 'bnStats'] as const).some(key => config[key] !== preset[key]);
}
