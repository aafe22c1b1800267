/** Random tables as text, in random dialects, for properties of readers. */

import fc from 'fast-check';

export interface RandomText {
  text: string;
  delimiter: string;
  quote: string;
  comment: string;
  /** The written cells, without blank lines and comments. */
  table: string[][];
}

interface Line {
  fields: { text: string; quoted: boolean }[];
  end: string;
  /** Lines in front of it that hold no record. */
  before: string[];
}

const content = fc.string({
  unit: fc.constantFrom('a', '1', '.', '"', "'", ',', ';', '\t', ' ', '#', '\n', '\r', 'é', '日'),
  maxLength: 8,
});

/** Fields are quoted where they must be, and some others. */
export const randomText: fc.Arbitrary<RandomText> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom('"', "'"),
    lines: fc.array(
      fc.record({
        fields: fc.array(fc.record({ text: content, quoted: fc.boolean() }), { minLength: 1, maxLength: 5 }),
        end: fc.constantFrom('\n', '\r\n', '\r'),
        before: fc.array(fc.constantFrom('', '#', '#,"', "# ;'x", '#\t"', "#|'"), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    ended: fc.boolean(),
  })
  .map(({ delimiter, quote, lines, ended }) => {
    const written = (text: string, quoted: boolean) =>
      quoted || needsQuotes(text, delimiter, quote) ? quote + text.replaceAll(quote, quote + quote) + quote : text;
    const line = ({ fields, end, before }: Line) => {
      const record = fields.map(({ text, quoted }) => written(text, quoted)).join(delimiter);
      return [...before, record].map(one => one + end).join('');
    };
    // An empty field alone makes an empty line.
    const kept = lines.map(one => (isAlone(one) ? { ...one, fields: [{ text: 'x', quoted: false }] } : one));
    const text = kept.map(line).join('');
    return {
      text: ended ? text : text.replace(/(\r\n|\n|\r)$/, ''),
      delimiter,
      quote,
      comment: '#',
      table: kept.map(({ fields }) => fields.map(field => field.text)),
    };
  });

function isAlone({ fields }: Line): boolean {
  return fields.length === 1 && fields[0]!.text === '';
}

/** The first character decides whether a field is quoted or a line is a comment; blanks at the ends would be lost. */
function needsQuotes(text: string, delimiter: string, quote: string): boolean {
  return text.includes(delimiter) || /[\r\n]|^[ \t#]|[ \t]$/.test(text) || text.startsWith(quote);
}
