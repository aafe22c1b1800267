/** Reads the wire format of protocol buffers, without a schema of the messages. */

export type FieldValue = number | Uint8Array;

/** The fields of a message, by their numbers, in order. Numbers of 4 bytes are float, those of 8 are double. */
export function fieldsOf(message: Uint8Array): Map<number, FieldValue[]> {
  const fields = new Map<number, FieldValue[]>();
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = message[at++]!;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
  };
  const read = (type: number): FieldValue => {
    if (type === 0) return varint();
    const length = type === 5 ? 4 : type === 1 ? 8 : varint();
    at += length;
    if (at > message.length) throw new Error('a field ends behind its message');
    if (type === 1) return view.getFloat64(at - 8, true);
    return type === 5 ? view.getFloat32(at - 4, true) : message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const values = fields.get(number) ?? [];
    fields.set(number, [...values, read(key % 8)]);
  }
  return fields;
}

/** The messages in a field. */
export function messagesIn(fields: Map<number, FieldValue[]>, number: number): Map<number, FieldValue[]>[] {
  return (fields.get(number) ?? []).map(value => fieldsOf(value as Uint8Array));
}

/** The text in a field, '' where there is none. */
export function textIn(fields: Map<number, FieldValue[]>, number: number): string {
  return Buffer.from((fields.get(number)?.[0] ?? []) as Uint8Array).toString();
}
