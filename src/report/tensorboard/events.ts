/**
 * The messages of TensorBoard, with the numbers of their fields (tensorboard/compat/proto/event.proto and summary.proto): an
 * `Event` has a time, a step, and either the version of the file or a `Summary` of values with their tags.
 */

import { double, float, message, type Pieces, stringField, varint } from '../../base/files/protobuf.ts';
import { framed } from './records.ts';

export interface Scalars {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  /** By tag, such as `loss/train`. */
  readonly values: Readonly<Record<string, number>>;
}

/** The bytes of a file. */
export function eventFile(time: number, events: readonly Scalars[]): Buffer {
  const version = [double(1, time), stringField(3, 'brain.Event:2')];
  return Buffer.concat([version, ...events.map(eventOf)].map(fields => framed(Buffer.concat(fields.flat()))));
}

function eventOf({ time, step, values }: Scalars): Pieces[] {
  const scalars = Object.entries(values).map(([tag, value]) => message(1, [stringField(1, tag), float(2, value)]));
  return [double(1, time), varint(2, step), message(5, scalars)];
}
