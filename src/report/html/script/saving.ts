/** Buttons that save a figure or a table as a file, and copy the command. */

import { textCell } from '../../csv/cells.ts';
import { element } from './element.ts';

function button(label: string, what: string, onClick: () => void): HTMLElement {
  const made = element('button', { type: 'button', 'aria-label': what === '' ? label : `${label}: ${what}` }, label);
  made.addEventListener('click', onClick);
  return element('p', { class: 'buttons' }, made);
}

function save(name: string, type: string, text: string): void {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .slice(0, 60)
    .trim()
    .replaceAll(' ', '-');
  const href = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href, download: `${slug || 'report'}.${type.includes('svg') ? 'svg' : 'csv'}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** What stands before the values of the figure: "Validation loss by step". */
const nameOf = (svg: SVGSVGElement) => svg.getAttribute('aria-label')!.split(':')[0]!;

/** Saves what is shown, in the colours of the light theme: programs that draw figures know no variables. */
export function addSvg(figure: HTMLElement): void {
  const all = [...figure.querySelectorAll('svg')];
  if (all.length === 0) return;
  const saveShown = () => {
    const shown = all.find(({ clientWidth }) => clientWidth > 0) ?? all[0]!;
    const copy = shown.cloneNode(true) as SVGSVGElement;
    copy.querySelector('.cursor')?.remove();
    for (const name of ['data-x', 'data-y']) copy.removeAttribute(name);
    const title = document.createElementNS(copy.namespaceURI, 'title');
    title.textContent = shown.getAttribute('aria-label');
    const paper = document.createElementNS(copy.namespaceURI, 'rect');
    for (const [key, value] of [
      ['width', '100%'],
      ['height', '100%'],
      ['fill', '#fff'],
    ] as const) {
      paper.setAttribute(key, value);
    }
    copy.prepend(title, paper);
    const text = new XMLSerializer().serializeToString(copy);
    save(nameOf(shown), 'image/svg+xml', text.replace(/var\(--[a-z]+,(#[0-9a-f]{6})\)/g, '$1'));
  };
  figure.append(button('Save as SVG', nameOf(all[0]!), saveShown));
}

/** Saves a table with plain numbers. */
export function addCsv(table: HTMLTableElement): void {
  const region = table.parentElement!;
  const name = region.getAttribute('aria-label')!;
  const saveTable = () => {
    const rows = [...table.rows].map(row => [...row.cells].map(cell => csvCell(cell.textContent)).join(','));
    save(name, 'text/csv', `${rows.join('\r\n')}\r\n`);
  };
  region.after(button('Save as CSV', name, saveTable));
}

/** "−1,420" as -1420, "97.5 %" as 97.5%, "–" as nothing; texts as the report's CSV has them. */
function csvCell(text: string): string {
  const number = text.replace('−', '-').replaceAll(',', '').replace(' %', '%');
  if (/^(-?\d[\d.]*(e-?\d+)?%?)?$/.test(number)) return number;
  if (text === '–') return '';
  const cell = textCell(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function addCopy(command: HTMLElement): void {
  const said = element('span', { role: 'status' });
  const copy = async () => {
    const isCopied = await copied(command);
    said.textContent = isCopied ? 'Copied' : 'Select the command, and copy it with the keyboard';
  };
  const buttons = button('Copy', 'the command', () => void copy());
  buttons.append(said);
  command.after(buttons);
}

async function copied(command: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(command.textContent);
    return true;
  } catch {
    // A page that came without encryption has no clipboard, and yet may copy what is selected.
    getSelection()!.selectAllChildren(command);
    return document.execCommand('copy');
  }
}
