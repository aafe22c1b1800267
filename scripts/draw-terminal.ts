/**
 * Draws the output of a command of bntrain as an SVG picture, on standard output; `npm run picture` makes the one of
 * the README. Braille and box-drawing characters are drawn as shapes, because their widths differ between fonts.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CELL = { width: 8.4, height: 18, font: 14 };
const MARGIN = 18;

/** Select Graphic Rendition codes that chalk writes, and the class that draws them. */
const classes: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'dim',
};
const resets: Readonly<Record<number, readonly string[]>> = {
  0: Object.values(classes),
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'dim'],
};

/** Dots of a Braille cell by bit, as (column, row). */
const dots: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
];
/** Arms of box-drawing characters, from the middle of the cell: left, right, up, down. */
const boxes: Readonly<Record<string, string>> = {
  '─': 'lr',
  '│': 'ud',
  '┤': 'lud',
  '└': 'ru',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
};

/** A code of Select Graphic Rendition (ECMA-48, 8.3.117). */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const round = (value: number) => Number(value.toFixed(2));

/** Characters that follow each other in one style. */
interface Run {
  text: string;
  /** Names of classes. */
  style: string;
}

function runsOf(line: string): Run[] {
  const style = new Set<string>();
  return line.split(SGR).flatMap((part, n) => {
    // The separators, which are the codes, have odd indices.
    const codes = n % 2 === 1 ? part : undefined;
    if (codes === undefined) return part === '' ? [] : [{ text: part, style: [...style].join(' ') }];
    for (const code of codes.split(';').map(Number)) {
      for (const name of resets[code] ?? []) style.delete(name);
      const name = classes[code];
      if (name !== undefined) style.add(name);
    }
    return [];
  });
}

/** A path of dots for Braille; an element for a box-drawing character. */
function drawCell(character: string, x: number, y: number): string {
  const code = character.codePointAt(0)! - 0x2800;
  if (code > 0 && code < 256) {
    const shown = dots.filter((_, bit) => ((code >> bit) & 1) === 1);
    const radius = 1.25;
    return shown
      .map(([column, row]) => {
        const [cx, cy] = [x + CELL.width * (0.25 + 0.5 * column), y + CELL.height * (0.125 + 0.25 * row)];
        return `M${round(cx - radius)} ${round(cy)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
      })
      .join('');
  }
  const [cx, cy] = [round(x + CELL.width / 2), round(y + CELL.height / 2)];
  const ends: Record<string, number[]> = { l: [x, cy], r: [x + CELL.width, cy], u: [cx, y], d: [cx, y + CELL.height] };
  const strokes = [...boxes[character]!].map(arm => `M${cx} ${cy}L${ends[arm]!.map(round).join(' ')}`);
  return `<path class="box" d="${strokes.join('')}"/>`;
}

function drawRun({ text, style }: Run, column: number, y: number): string {
  const parts: string[] = [];
  let braille = '';
  let begin = 0;
  const characters = [...text];
  const flush = (end: number) => {
    const words = characters.slice(begin, end).join('');
    if (words.trim() === '') return;
    const x = round(MARGIN + (column + begin) * CELL.width);
    const length = round((end - begin) * CELL.width);
    parts.push(
      `<text x="${x}" y="${round(y + CELL.font)}" textLength="${length}" class="${style}">${escapeText(words)}</text>`,
    );
  };
  characters.forEach((character, n) => {
    if (!(character in boxes) && !(character >= '\u2800' && character <= '\u28ff')) return;
    flush(n);
    begin = n + 1;
    const drawn = drawCell(character, MARGIN + (column + n) * CELL.width, y);
    if (drawn.startsWith('<')) parts.push(drawn);
    else braille += drawn;
  });
  flush(characters.length);
  if (braille !== '') parts.push(`<path class="dots ${style}" d="${braille}"/>`);
  return parts.join('\n');
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const args = process.argv.slice(2);
const { stdout, stderr, status } = spawnSync(process.execPath, ['bin/bntrain.js', ...args], {
  cwd: root,
  env: { ...process.env, FORCE_COLOR: '1', LANG: 'C.UTF-8' },
  encoding: 'utf8',
});
if (status !== 0) throw new Error(stderr);
const lines = [`$ bin/bntrain ${args.join(' ')}`, '', ...stdout.trimEnd().split('\n')].map(runsOf);
const plain = lines.map(runs => runs.map(({ text }) => text).join(''));
const columns = Math.max(...plain.map(line => [...line].length));
const width = round(2 * MARGIN + columns * CELL.width);
const height = round(2 * MARGIN + lines.length * CELL.height);
const drawn = lines.flatMap((runs, n) => {
  let column = 0;
  return runs.map(run => {
    const part = drawRun(run, column, MARGIN + n * CELL.height);
    column += [...run.text].length;
    return part;
  });
});

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Output of bntrain</title>
<desc>${escapeText(plain.join('\n'))}</desc>
<style>
:root { --back: #fbfbf9; --ink: #24292f; --dim: #6b7280; --yellow: #9a5b00; --cyan: #00747d; --green: #1a7f37; --red: #c62828; --blue: #0550ae; --magenta: #8250df }
@media (prefers-color-scheme: dark) { :root { --back: #16191d; --ink: #e4e6e8; --dim: #8b949e; --yellow: #f0b450; --cyan: #4fd1d9; --green: #4ac26b; --red: #ff7b72; --blue: #79b8ff; --magenta: #d2a8ff } }
text { font: ${CELL.font}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; fill: var(--ink) }
.bold { font-weight: 600 } .box { stroke: var(--dim); fill: none } .dots { fill: var(--ink) }
${['dim', 'yellow', 'cyan', 'green', 'red', 'blue', 'magenta'].map(name => `.${name} { fill: var(--${name}) }`).join(' ')}
${['yellow', 'cyan', 'green', 'magenta'].map(name => `.dim.${name}`).join(', ')} { opacity: 0.6 }
</style>
<rect width="100%" height="100%" rx="8" style="fill: var(--back)"/>
${drawn.filter(Boolean).join('\n')}
</svg>
`);
