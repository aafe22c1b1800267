/** bntrain as a library: an experiment from checked settings, told to listeners as plain events. */

export { UserError } from './errors.ts';
export { runExperiment } from './experiment/experiment.ts';
export { type ResumeRequest, resumeExperiment } from './experiment/resume.ts';
export type { Experiment } from './experiment/spec.ts';
export { checkGradients, type GradcheckOptions, type TensorCheck } from './model/gradcheck.ts';
export { type Config, makeConfig } from './training/config.ts';
export type * from './training/events.ts';
export { version } from './version.ts';
