/** Names settings in messages as the command line does. */

import { asFlag, type NameStyle, nameSettings, nameSettingsIn } from '../base/text/setting-names.ts';
import type { Listener, TrainingEvent } from '../events/events.ts';
import { withoutPasswords } from './passwords.ts';

export const flagName: NameStyle = (key, value) => (key === 'output' ? '-o' : asFlag(key, value));

export function withFlags(message: string): string {
  return nameSettings(message, flagName);
}

/** Names the settings in all texts of an event or another record. */
export function withFlagsIn<T>(record: T): T {
  return nameSettingsIn(record, flagName);
}

/** Events that are too frequent to be searched, and have no texts for people. */
const frequent: ReadonlySet<TrainingEvent['event']> = new Set([
  'step',
  'epoch',
  'validation',
  'probe',
  'gradients',
  'landscape',
  'curve',
]);

/** An event with the names of the command line. */
function named(event: TrainingEvent): TrainingEvent {
  if (frequent.has(event.event)) return event;
  const texts = withFlagsIn(event);
  return texts.event === 'start' ? { ...texts, commandLine: process.argv.slice(2).map(withoutPasswords) } : texts;
}

export function listenWithFlags(listener: Listener): Listener {
  return {
    event: event => listener.event(named(event)),
    reading: progress => listener.reading?.(progress),
    progress: progress => listener.progress?.(progress),
    pairs: progress => listener.pairs?.(progress),
    drained: () => listener.drained?.() ?? null,
    end: () => listener.end?.(),
    abandon: () => listener.abandon?.(),
  };
}
