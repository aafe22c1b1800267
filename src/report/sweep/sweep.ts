/** Shows the result of a sweep from its events. */

import { formatCount, list, plural } from '../../base/text/format.ts';
import type {
  CellEvent,
  Listener,
  ResultEvent,
  StableLrSummaryEvent,
  StartEvent,
  SweepEvent,
  TrainingEvent,
} from '../../events/events.ts';
import { describeInit, describePaths, describeRows, describeSplit, unusual } from '../run-facts.ts';
import { describeFacts, type Style, signs } from '../style.ts';
import { wrap } from '../width.ts';
import { axisLabel, valueLabel } from './axes.ts';
import { renderCurves } from './curves.ts';
import { lossCap } from './heat-map.ts';
import { renderMaps } from './maps.ts';
import { describeStableRates } from './stable.ts';
import { cellTable } from './table.ts';
import { describeSweep, triesTable } from './words.ts';

export class SweepReport implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  #start: StartEvent | undefined;
  readonly #cells: CellEvent[] = [];
  #sweep: SweepEvent | undefined;
  #stable: StableLrSummaryEvent | undefined;
  readonly #lengths = new Lengths();

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start') this.#start = event;
    else if (event.event === 'cell') this.#cells.push(event);
    else if (event.event === 'result') this.#lengths.add(event);
    else if (event.event === 'sweep') this.#sweep = event;
    else if (event.event === 'stable-lr-summary') this.#stable = event;
  }

  end(): void {
    if (this.#start === undefined || this.#sweep === undefined) return;
    const [start, sweep, style] = [this.#start, this.#sweep, this.#style];
    const parts = [
      describeSweepSetting(start, sweep, this.#lengths, style),
      ...sweepPicture(start, this.#cells, sweep, style),
      describeSweep(sweep, style),
      this.#stable === undefined
        ? triesTable(sweep, style)
        : describeStableRates(this.#stable, start.config.seeds, style),
      wrap(scopeOfSweep(sweep), style.width),
    ];
    this.#write(`${parts.join('\n\n')}\n`);
  }
}

/** How long the runs are that end by themselves. */
export class Lengths {
  #epochs: readonly [number, number] | null = null;
  #steps: readonly [number, number] | null = null;

  add({ diverged, interrupted, epochs, steps }: ResultEvent): void {
    if (diverged || interrupted) return;
    this.#epochs = extended(this.#epochs, epochs);
    this.#steps = extended(this.#steps, steps);
  }

  /** "20 epochs"; where batch sizes make them differ, "104 to 128 steps in 4 to 13 epochs" */
  describe(): string {
    if (this.#epochs === null || this.#steps === null) return 'no run was complete';
    const epochs = span(this.#epochs, 'epoch');
    return this.#epochs[0] === this.#epochs[1] ? epochs : `${span(this.#steps, 'step')} in ${epochs}`;
  }
}

function extended(range: readonly [number, number] | null, value: number): [number, number] {
  return range === null ? [value, value] : [Math.min(range[0], value), Math.max(range[1], value)];
}

function span([min, max]: readonly [number, number], noun: string): string {
  return min === max ? plural(min, noun) : `${formatCount(min)} to ${plural(max, noun)}`;
}

/** A chart for one axis, maps for more, and a table where these do not suit. */
export function sweepPicture(
  start: StartEvent,
  cells: readonly CellEvent[],
  sweep: SweepEvent,
  style: Style,
): string[] {
  const drawn = (sweep.axes.length > 1 ? renderMaps : renderCurves)(cells, sweep, lossCap(start), style);
  if (drawn === null) return [cellTable(cells, sweep, style)];
  return sweep.axes.length > 1 ? [drawn] : [drawn, cellTable(cells, sweep, style)];
}

export function describeSweepSetting(start: StartEvent, sweep: SweepEvent, lengths: Lengths, style: Style): string {
  const { data, config } = start;
  const swept = new Set<string>(Object.keys(sweep.matched[0]!.cell));
  const unswept = (key: string, text: string) => (swept.has(key) ? [] : [text]);
  const { arrow, times } = signs(style);
  const hidden = swept.has('layers') ? '...' : start.network.widths.slice(1, -1).join(` ${arrow} `);
  const widths = [start.network.widths[0], ...(hidden === '' ? [] : [hidden]), start.network.widths.at(-1)];
  const network = [
    widths.join(` ${arrow} `),
    ...unswept('activation', config.activation),
    ...(swept.has('init') || swept.has('initScale') ? [] : [describeInit(config, style)]),
    ...(swept.has('initScale') && !swept.has('init') ? [`${config.init} init`] : []),
  ];
  const training = [
    ...unswept('optimizer', config.optimizer),
    ...unswept('lr', `lr ${config.lr}`),
    ...unswept('batchSize', `batch ${config.batchSize}`),
    ...unswept('epochs', lengths.describe()),
    ...unusual(config),
  ];
  const axes = sweep.axes.map(axis => {
    const values = axis.values.map(valueLabel);
    const few = values.length <= 4 ? list(values, 4) : `${values[0]} to ${values.at(-1)} (${values.length})`;
    return `${axisLabel(axis, style)} ${few}`;
  });
  const arms = Object.keys(sweep.arms).length;
  const size = `${plural(sweep.points, 'point')} ${times} ${plural(config.seeds, 'seed')} ${times} ${plural(arms, 'arm')}`;
  return describeFacts(
    [
      ['data', `${describePaths(data)}: ${describeRows(data, style)}, ${plural(data.features, 'feature')}`],
      ['target', `${data.target}: ${data.task}`],
      ['split', describeSplit(data, config)],
      ['network', network.join(', ')],
      ['training', training.join(', ')],
      ['sweep', axes.join('; ')],
      ['runs', `${size}: ${formatCount(sweep.points * config.seeds * arms)}`],
    ],
    style,
  );
}

/** What the numbers are about, and what they are not. */
export function scopeOfSweep({ seeds, cells, points, used, pairs }: SweepEvent): string {
  const sentences = [];
  if (used < pairs) {
    const whole =
      cells < points
        ? `the ${cells} of ${plural(points, 'point')} that were trained with one seed`
        : `the ${seeds} of ${plural(pairs / points, 'seed')} that were trained at every point`;
    sentences.push(`The sweep is not complete: these results cover ${whole}.`);
  }
  if (seeds === 1) sentences.push('With one seed there are no intervals; several seeds show how much is luck.');
  const scope =
    seeds === 1 ? 'table, these settings and this seed' : 'table and these settings, averaged over what the seeds vary';
  sentences.push(
    `This holds for this ${scope}. A run trains if its last training loss is at least ` +
      'half as far below the loss of a constant prediction as that of the best run of its seed.',
  );
  return sentences.join(' ');
}
