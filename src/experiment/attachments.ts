/** The attachments of an arm. Their code is loaded only where a task asks for it. */

import type { WarningEvent } from '../events/events.ts';
import type { Attachment } from '../training/attachment.ts';
import type { ArmTask } from './arm.ts';

/** Makes the attachments that a task asks for. */
export type Attach = (task: ArmTask, warn: (warning: WarningEvent) => void) => Attachment[];

export async function loadAttachments(tasks: readonly ArmTask[]): Promise<Attach> {
  if (tasks.every(({ checkpoint = null }) => checkpoint === null)) return () => [];
  const { Checkpointer } = await import('./checkpointer.js');
  return ({ checkpoint = null }, warn) => (checkpoint === null ? [] : [new Checkpointer(checkpoint, warn)]);
}
