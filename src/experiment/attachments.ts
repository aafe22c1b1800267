/** The attachments of an arm. Their code is loaded only where a task asks for it. */

import type { TrainingEvent } from '../events/events.ts';
import type { Attachment, ObservedTrainer } from '../training/attachment.ts';
import type { ArmTask } from './arm.ts';

/** Makes the attachments that a task asks for, of a trainer that is ready to train or to continue. */
export type Attach = (task: ArmTask, trainer: ObservedTrainer, emit: (event: TrainingEvent) => void) => Attachment[];

/** Probes come first, so that a checkpoint has what they found at its step. */
export async function loadAttachments(tasks: readonly ArmTask[]): Promise<Attach> {
  const probes = tasks.some(isProbed) ? await import('../training/probes/probes.js') : null;
  const checkpointer = tasks.some(task => task.checkpoint) ? await import('./checkpointer.js') : null;
  return (task, trainer, emit) => [
    ...(probes !== null && isProbed(task) ? [new probes.Probes(task.config, trainer, emit)] : []),
    ...(checkpointer !== null && task.checkpoint ? [new checkpointer.Checkpointer(task.checkpoint, emit)] : []),
  ];
}

function isProbed({ config }: ArmTask): boolean {
  return config.probeSteps !== null || config.landscapeSteps !== null;
}
