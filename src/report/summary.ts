/**
 * Shows the result of a run from its events: the data and the network, the loss curves of the arms in one chart, a
 * table, and the closing sentences.
 */

import { Thinned } from '../base/numbers/thinned.ts';
import { byteSize, formatCount, plural, printable, significant } from '../base/text/format.ts';
import { inShell } from '../base/text/setting-names.ts';
import type {
  ComparisonEvent,
  EnsembleEvent,
  EpochEvent,
  FasterEngineEvent,
  LinearEvent,
  Listener,
  RefitEvent,
  ResultEvent,
  SavedEvent,
  StartEvent,
  TrainingEvent,
  ValidationEvent,
} from '../events/events.ts';
import { commandAgain } from './command-again.ts';
import { ensembleTable, meanCurve } from './ensemble.ts';
import { armCurves, type LossPoint, lossChart } from './loss-chart.ts';
import { ProbeReport } from './probes/report.ts';
import { isUneven, resultTable } from './result-table.ts';
import { describeData } from './run-facts.ts';
import { seedsFacts } from './seeds/facts.ts';
import { SeedsReport } from './seeds/report.ts';
import { type Style, signs } from './style.ts';
import { wrap } from './width.ts';

/** Binary digits by which the drawn points differ: more than a terminal has dots. */
const CHART_DIGITS = 12;

export class Summary implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  #start: StartEvent | undefined;
  /** By arm; of an ensemble by the number of the network. */
  readonly #curves = new Map<string, Thinned<EpochEvent | ValidationEvent>>();
  readonly #results: ResultEvent[] = [];
  readonly #probes = new ProbeReport();
  readonly #seeds = new SeedsReport();
  #ensemble: EnsembleEvent | null = null;
  readonly #comparisons: ComparisonEvent[] = [];
  readonly #refits: RefitEvent[] = [];
  #linear: LinearEvent | undefined;
  readonly #saved: SavedEvent[] = [];
  #fasterEngine: FasterEngineEvent | undefined;

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    this.#seeds.add(event);
    if (event.event === 'start') this.#start = event;
    else if (this.#start?.command === 'sweep' || this.#start?.command === 'evidence') return;
    else if (event.event === 'epoch' || event.event === 'validation') this.#addPoint(event);
    else if (event.event === 'probe' || event.event === 'gradients' || event.event === 'landscape')
      this.#probes.add(event);
    else if (event.event === 'result') this.#results.push(event);
    else if (event.event === 'ensemble') this.#ensemble = event;
    else if (event.event === 'comparison') this.#comparisons.push(event);
    else if (event.event === 'linear') this.#linear = event;
    else if (event.event === 'refit') this.#refits.push(event);
    else if (event.event === 'faster-engine') this.#fasterEngine = event;
    else if (event.event === 'saved') this.#saved.push(event);
  }

  #addPoint(point: EpochEvent | ValidationEvent): void {
    const run = point.part === undefined ? point.arm : String(point.part);
    if (!this.#curves.has(run)) this.#curves.set(run, new Thinned(CHART_DIGITS));
    this.#curves.get(run)!.add(point);
  }

  #points(): Map<string, readonly LossPoint[]> {
    return new Map([...this.#curves].map(([arm, { values }]) => [arm, values]));
  }

  end(): void {
    if (this.#start === undefined || this.#results.length === 0) return;
    const start = this.#start;
    const style = this.#style;
    const parts = start.config.seeds > 1 ? this.#ofSeeds(start, style) : this.#ofRuns(start, style);
    if (this.#fasterEngine !== undefined) parts.push(wrap(this.#fasterEngine.sentence, style.width));
    this.#write(`${parts.join('\n\n')}\n`);
  }

  #ofSeeds(start: StartEvent, style: Style): string[] {
    const facts = describeData(start, style, seedsFacts(start, this.#seeds.pairs, style));
    return [facts, ...this.#seeds.parts(start, style), ...this.#probes.parts(start, style)];
  }

  #ofRuns(start: StartEvent, style: Style): string[] {
    const isEnsemble = start.config.ensemble !== null;
    const parts = [
      describeData(start, style),
      lossChart(
        start,
        isEnsemble ? [meanCurve(start, [...this.#points().values()], style)] : armCurves(start, this.#points(), style),
        style,
      ),
      isEnsemble
        ? ensembleTable(start, this.#results, this.#ensemble, isUneven(start.data.classRows), style)
        : resultTable(start, this.#results, this.#linear, style),
      ...this.#probes.parts(start, style),
    ];
    if (this.#comparisons.length > 0) {
      const { times } = signs(this.#style);
      const sentences = this.#comparisons.map(({ sentence }) => sentence.replaceAll('×', times));
      parts.push(sentences.map(sentence => wrap(sentence, this.#style.width)).join('\n'));
      const again = commandAgain(start, this.#comparisons, this.#style);
      if (again !== null) parts.push(`  ${again}`);
    }
    if (this.#linear !== undefined) parts.push(describeLinear(this.#linear, start, this.#style));
    parts.push(...this.#refits.map(refit => describeRefit(refit, this.#style)));
    if (this.#saved.length > 0) {
      const files = this.#saved.map(saved => describeSaved(saved, start, this.#style));
      parts.push([...files, ...howToPredict(start, this.#saved)].join('\n'));
    }
    return parts;
  }
}

function describeLinear({ sentence, rows }: LinearEvent, { data }: StartEvent, { width }: Style): string {
  const fitted = rows < data.trainRows ? ` The linear model was fitted on ${plural(rows, 'training row')}.` : '';
  return wrap(`${sentence}${fitted}`, width);
}

/** The command to predict with the network of `train`. */
function howToPredict({ command }: StartEvent, saved: readonly SavedEvent[]): string[] {
  return command === 'train' ? saved.map(({ path }) => `To predict: bntrain predict ${inShell(path)} NEW.csv`) : [];
}

function describeRefit({ arm, rows, epochs, trainLoss }: RefitEvent, { width }: Style): string {
  const again = `Trained ${arm} again on all ${plural(rows, 'row')} for ${plural(epochs, 'epoch')}`;
  return wrap(
    `${again}, to a training loss of ${significant(trainLoss)}. The scores above are of the network before, which did not know the held-out rows.`,
    width,
  );
}

function describeSaved(saved: SavedEvent, { config }: StartEvent, style: Style): string {
  const { arm, path, bytes, networks, epoch = 0, step = 0 } = saved;
  const at = config.validateEvery === null ? '' : `, step ${formatCount(step)},`;
  const what =
    networks === undefined
      ? `${arm} of epoch ${formatCount(epoch)}${at}`
      : `${plural(networks, 'network')}, whose mean predicts,`;
  return wrap(`Saved ${what} as ${printable(path)} (${byteSize(bytes)}).`, style.width);
}
