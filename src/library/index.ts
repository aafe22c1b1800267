/**
 * bntrain as a library. It never writes to stdout or stderr, ends the process, or listens to signals. A mistake of the
 * user is a UserError. docs/library.md shows it in use.
 */

export { UserError } from '../base/errors.ts';
export { version } from '../base/version.ts';
export type * from '../events/events.ts';
export { type Arm, armOf, comparedArms, type Overrides } from '../experiment/arms.ts';
export type { ResumeRequest } from '../experiment/resume.ts';
export { type Run, runConfig, runDigest, runsOf } from '../experiment/run.ts';
export type { Experiment } from '../experiment/spec.ts';
export { checkGradients, type GradcheckOptions, type TensorCheck } from '../network/gradcheck.ts';
export { type Config, makeConfig } from '../settings/config.ts';
export { evaluate } from './evaluate.ts';
export { type Evidence, type EvidenceOptions, type EvidenceSettings, evidence } from './evidence.ts';
export { type ExportOptions, exportModel } from './export.ts';
export { inspect } from './inspect.ts';
export { type Predictions, type PredictOptions, predict } from './predict.ts';
export { resumeExperiment, runExperiment } from './run-experiment.ts';
export { type Sweep, type SweepOptions, type SweepSettings, sweep } from './sweep.ts';
export { type TraceOptions, trace } from './trace.ts';
export {
  type CompareOptions,
  compare,
  type RunOptions,
  type Settings,
  type Training,
  type TrainOptions,
  train,
} from './train.ts';
