/** bntrain as a library: an experiment from checked settings, told to listeners as plain events. */

export { UserError } from '../base/errors.ts';
export { version } from '../base/version.ts';
export type * from '../events/events.ts';
export { runExperiment } from '../experiment/experiment.ts';
export { type ResumeRequest, resumeExperiment } from '../experiment/resume.ts';
export type { Experiment } from '../experiment/spec.ts';
export { checkGradients, type GradcheckOptions, type TensorCheck } from '../network/gradcheck.ts';
export { type Config, makeConfig } from '../settings/config.ts';
