/** Sources of bytes in memory, in pieces of any size, for tests of readers. */

export interface MemorySource {
  path: string;
  compression: 'gzip' | null;
  size: number;
  position(): number;
  read(): AsyncGenerator<Uint8Array>;
  randomAccess(): Promise<{ size: number; slice(begin: number, end: number): Promise<Uint8Array> } | null>;
  close(): Promise<void>;
  closed: boolean;
}

export function memorySource(path: string, content: string | Uint8Array, piece = 1 << 16): MemorySource {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let position = 0;
  return {
    path,
    compression: null,
    size: bytes.length,
    closed: false,
    position: () => position,
    async *read() {
      // One buffer for all pieces, as in a source that reuses its buffer.
      const buffer = new Uint8Array(piece);
      for (position = 0; position < bytes.length; ) {
        const part = bytes.subarray(position, position + piece);
        buffer.set(part);
        position += part.length;
        yield buffer.subarray(0, part.length);
      }
    },
    async randomAccess() {
      return { size: bytes.length, slice: async (begin, end) => bytes.slice(begin, end) };
    },
    async close() {
      this.closed = true;
    },
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
