/** Axes of figures. The library leaves out labels of logarithmic axes, so texts are marks of their own. */

import { Plot } from './library.ts';
import { paint } from './paints.ts';

type Format = (value: number) => string;

export function xAxis(ticks: readonly number[], format: Format) {
  return [
    Plot.axisX([...ticks], { tickSize: 4, tickFormat: () => '', label: null, stroke: paint('soft') }),
    Plot.text([...ticks], { x: (tick: number) => tick, frameAnchor: 'bottom', dy: 15, text: format }),
  ];
}

/** With a line for each tick. */
export function yAxis(ticks: readonly number[], format: Format) {
  return [
    Plot.gridY([...ticks], { stroke: paint('line'), strokeOpacity: 1 }),
    Plot.text([...ticks], { y: (tick: number) => tick, frameAnchor: 'left', dx: -8, textAnchor: 'end', text: format }),
  ];
}

export function xTitle(title: string) {
  return Plot.text([title], { frameAnchor: 'bottom', dy: 34, text: (text: string) => text });
}
