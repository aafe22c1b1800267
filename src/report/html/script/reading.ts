/** Reading off a figure: a slider below it, or the pointer over it, moves a line; a sentence has the values there. */

import { formatReading, type Readings } from '../readings.ts';
import { element } from './element.ts';

/** Half of the slider's thumb, whose middle stands below the line. */
const THUMB = 8;

/** Where values are in a figure; see `data-x` and `data-y` in figures/svg.ts. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => number;
}

function axisOf(text: string): Axis {
  const [low, high, from, to, isLog] = text.split(' ').map(Number) as [number, number, number, number, number];
  const scale = isLog === 1 ? Math.log : (value: number) => value;
  const share = (value: number) => (scale(value) - scale(low)) / (scale(high) - scale(low));
  return { from, to, at: value => from + share(value) * (to - from) };
}

/** A figure as it is drawn for one width of the window. */
interface Drawing {
  readonly svg: SVGSVGElement;
  readonly x: Axis;
  readonly show: (n: number) => void;
}

export function addReading(figure: HTMLElement, readings: Readings): void {
  const { x, title } = readings;
  const last = x.length - 1;
  const slider = element('input', { type: 'range', min: '0', max: String(last), 'aria-label': `Read off ${title}` });
  // The sentence is also the value of the slider, which is spoken.
  const sentence = element('p', { 'aria-hidden': 'true' });
  const box = element('div', { class: 'reading' }, slider, sentence);
  const drawings = [...figure.querySelectorAll('svg')].map(svg => drawingOf(svg, readings));
  const show = (n: number, isShown = true) => {
    slider.value = String(n);
    const text = formatReading(readings, n);
    slider.setAttribute('aria-valuetext', text);
    sentence.textContent = text;
    if (isShown) for (const drawing of drawings) drawing.show(n);
  };
  slider.addEventListener('input', () => show(Number(slider.value)));
  for (const { svg, x: axis } of drawings) {
    const follow = ({ clientX }: PointerEvent) => {
      const { left, width } = svg.getBoundingClientRect();
      const place = ((clientX - left) / width) * svg.viewBox.baseVal.width;
      const distance = (value: number) => Math.abs(axis.at(value) - place);
      show(x.reduce((nearest, value, n) => (distance(value) < distance(x[nearest]!) ? n : nearest), 0));
    };
    svg.addEventListener('pointermove', follow);
    svg.addEventListener('pointerdown', follow);
  }
  figure.append(box);
  show(last, false);
  new ResizeObserver(() => {
    const drawing = drawings.find(({ svg }) => svg.clientWidth > 0);
    if (drawing === undefined) return;
    const { svg, x: axis } = drawing;
    const scale = svg.clientWidth / svg.viewBox.baseVal.width;
    slider.style.marginLeft = `${axis.from * scale - THUMB}px`;
    slider.style.width = `${(axis.to - axis.from) * scale + 2 * THUMB}px`;
  }).observe(figure);
}

function drawingOf(svg: SVGSVGElement, { x, lines }: Readings): Drawing {
  const [across, down] = [axisOf(svg.dataset.x!), axisOf(svg.dataset.y!)];
  const draw = (name: string, attributes: Record<string, string>) => {
    const drawn = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, value);
    return drawn;
  };
  const cursor = draw('g', { class: 'cursor' });
  const show = (n: number) => {
    const place = across.at(x[n]!).toFixed(1);
    const [y1, y2] = [down.from, down.to].map(String) as [string, string];
    const dots = lines.flatMap(({ color, values }) => {
      const value = values[n];
      const cy = typeof value === 'number' ? down.at(value) : Number.NaN;
      return Number.isFinite(cy) ? [draw('circle', { cx: place, cy: cy.toFixed(1), r: '4', fill: color })] : [];
    });
    cursor.replaceChildren(draw('line', { x1: place, x2: place, y1, y2 }), ...dots);
    svg.append(cursor);
  };
  return { svg, x: across, show };
}
