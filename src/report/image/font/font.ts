/** What a figure needs to know of a TrueType or OpenType font: which characters it has, and how wide they are. */

export interface Font {
  /** The glyph of a character; 0 if the font has none. */
  glyph(codePoint: number): number;
  /** The width of a glyph, where the height of the font is 1. */
  advance(glyph: number): number;
}

/** Throws RangeError for bytes that are no such font. */
export function parseFont(bytes: Uint8Array): Font {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(view);
  const [head, hhea, hmtx, cmap] = ['head', 'hhea', 'hmtx', 'cmap'].map(tag => tables.get(tag));
  if (head === undefined || hhea === undefined || hmtx === undefined || cmap === undefined) {
    throw new RangeError('no font with outlines and a character map');
  }
  const unitsPerEm = view.getUint16(head + 18);
  const metrics = view.getUint16(hhea + 34);
  return {
    glyph: charactersOf(view, cmap),
    advance: glyph => view.getUint16(hmtx + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm,
  };
}

/** Offsets of the tables by tag; of a collection those of its first font. */
function tablesOf(view: DataView): Map<string, number> {
  const start = tagAt(view, 0) === 'ttcf' ? view.getUint32(12) : 0;
  const count = view.getUint16(start + 4);
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const record = start + 12 + 16 * n;
      return [tagAt(view, record), view.getUint32(record + 8)];
    }),
  );
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map(n => view.getUint8(offset + n)));
}

/** By the format for all of Unicode (12), otherwise by that for its first plane (4). */
function charactersOf(view: DataView, cmap: number): Font['glyph'] {
  const subtables = Array.from(
    { length: view.getUint16(cmap + 2) },
    (_, n) => cmap + view.getUint32(cmap + 4 + 8 * n + 4),
  );
  const full = subtables.find(at => view.getUint16(at) === 12);
  if (full !== undefined) return codePoint => inGroups(view, full, codePoint);
  const plane = subtables.find(at => view.getUint16(at) === 4);
  if (plane === undefined) throw new RangeError('no Unicode character map');
  return codePoint => (codePoint > 0xffff ? 0 : inSegments(view, plane, codePoint));
}

function inGroups(view: DataView, table: number, codePoint: number): number {
  const at = (n: number) => table + 16 + 12 * n;
  const n = firstWhere(view.getUint32(table + 12), each => view.getUint32(at(each) + 4) >= codePoint);
  if (n === null || view.getUint32(at(n)) > codePoint) return 0;
  return view.getUint32(at(n) + 8) + codePoint - view.getUint32(at(n));
}

function inSegments(view: DataView, table: number, codePoint: number): number {
  const count = view.getUint16(table + 6) / 2;
  const [ends, starts, deltas, offsets] = [14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count].map(
    at => table + at,
  ) as [number, number, number, number];
  const n = firstWhere(count, each => view.getUint16(ends + 2 * each) >= codePoint);
  if (n === null) return 0;
  const start = view.getUint16(starts + 2 * n);
  if (start > codePoint) return 0;
  const delta = view.getUint16(deltas + 2 * n);
  const offset = view.getUint16(offsets + 2 * n);
  if (offset === 0) return (codePoint + delta) & 0xffff;
  const glyph = view.getUint16(offsets + 2 * n + offset + 2 * (codePoint - start));
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
}

/** The first of sorted places where `holds` is true, or null. */
function firstWhere(count: number, holds: (n: number) => boolean): number | null {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low < count ? low : null;
}
