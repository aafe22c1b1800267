/**
 * Collects the events of experiments for a report. It is a listener of a run, and takes what a metrics file holds in the same way,
 * so both give the same data.
 */

import type { Arm, EpochEvent, Listener, TrainingEvent, ValidationEvent } from '../../events/events.ts';
import type { Cell, Group, Run, RunPoint } from './report-data.ts';

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

type CollectedRun = Growing<Run>;

/** An experiment as its events come. */
class Experiment {
  readonly #number: number;
  readonly #group: Growing<
    Omit<Group, 'arms' | 'seeds' | 'runs' | 'interrupted' | 'differs' | 'members' | 'bands' | 'command'>
  >;
  readonly #arms: readonly Arm[];
  readonly #runs = new Map<string, CollectedRun>();
  /** A run has an event for each evaluation, so the last one is remembered. */
  #last: { readonly event: RunEvent; readonly run: CollectedRun } | null = null;

  constructor(start: Group['start'], number: number) {
    this.#number = number;
    this.#arms = start.arms;
    const none = { pairs: [], curves: [], summaries: [], stepCosts: [], claims: [], comparisons: [], ensembles: [] };
    this.#group = { start, ...none, cells: [], sweep: null, stableRates: null, warnings: [] };
  }

  add(event: TrainingEvent): void {
    const { pairs, curves, summaries, stepCosts, claims, comparisons, ensembles, cells, warnings } = this.#group;
    switch (event.event) {
      case 'epoch':
      case 'validation':
        this.#run(event).points.push(pointOf(event));
        break;
      case 'step':
        this.#run(event).steps.push(plain(event));
        break;
      case 'probe':
        this.#run(event).probes.push(plain(event));
        break;
      case 'gradients':
        this.#run(event).gradients.push(plain(event));
        break;
      case 'landscape':
        this.#run(event).landscapes.push(plain(event));
        break;
      case 'result':
        this.#run(event).result = plain(event);
        break;
      case 'pair':
        pairs.push(plain(event));
        break;
      case 'curve':
        curves.push(plain(event));
        break;
      case 'summary':
        summaries.push(plain(event));
        break;
      case 'step-cost':
        stepCosts.push(plain(event));
        break;
      case 'claim':
        claims.push(plain(event));
        break;
      case 'comparison':
        comparisons.push(plain(event));
        break;
      case 'ensemble':
        ensembles.push(plain(event));
        break;
      case 'cell':
        cells.push(plain(event));
        break;
      case 'sweep':
        this.#group.sweep = plain(event);
        break;
      case 'stable-lr-summary':
        this.#group.stableRates = plain(event);
        break;
      case 'warning':
        warnings.push(plain(event));
        break;
    }
  }

  group(): Group {
    const place = ({ arm }: Run) => this.#arms.indexOf(arm);
    const { start, pairs } = this.#group;
    const { seeds = 1 } = start.config;
    const runs = [...this.#runs.values()].sort((a, b) => a.seed - b.seed || place(a) - place(b));
    return {
      ...this.#group,
      differs: {},
      members: [],
      bands: null,
      command: '',
      arms: this.#arms,
      seeds: [...new Set(runs.map(({ seed }) => seed))],
      runs,
      interrupted:
        (runs.length === 0 && this.#group.cells.length === 0) ||
        (seeds > 1 && runs.length > 0 && pairs.length < seeds) ||
        runs.some(({ result }) => result === null || result.interrupted) ||
        this.#group.warnings.some(({ code }) => code === 'interrupted' || code === 'incomplete'),
    };
  }

  #run(event: RunEvent): CollectedRun {
    const last = this.#last;
    if (last !== null && isSameRun(last.event, event)) return last.run;
    const { seed, part = null, cell = {} } = event;
    const arm = cut(event.arm);
    const key = JSON.stringify([arm, seed, part, cell]);
    let run = this.#runs.get(key);
    if (run === undefined) {
      const none = { points: [], steps: [], probes: [], gradients: [], landscapes: [] };
      run = { experiment: this.#number, arm, seed, part, cell: cell as Cell, ...none, result: null };
      this.#runs.set(key, run);
    }
    this.#last = { event, run };
    return run;
  }
}

interface RunEvent {
  readonly arm: Arm;
  readonly seed: number;
  readonly part?: number;
  readonly cell?: object;
}

function isSameRun(a: RunEvent, b: RunEvent): boolean {
  return a.arm === b.arm && a.seed === b.seed && a.part === b.part && a.cell === undefined && b.cell === undefined;
}

function pointOf(event: EpochEvent | ValidationEvent): RunPoint {
  const { epoch, step, seconds, validationLoss, validationScore, trainEvalLoss, trainEvalScore } = event;
  const [trainLoss, trainScore] = event.event === 'epoch' ? [event.trainLoss, event.trainScore] : [null, null];
  return {
    epoch,
    step,
    seconds,
    trainLoss: finite(trainLoss),
    trainScore: finite(trainScore),
    validationLoss: finite(validationLoss),
    validationScore: finite(validationScore),
    trainEvalLoss: finite(trainEvalLoss),
    trainEvalScore: finite(trainEvalScore),
  };
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

/** Texts are cut after this many characters, and so are keys, which may be names of arms. */
const MAX_TEXT = 1000;

/** The event as a file holds it, where a number that is not finite is null. */
function plain<T>(event: T): T {
  return JSON.parse(JSON.stringify(event), (_, value) => (typeof value === 'string' ? cut(value) : withCutKeys(value)));
}

function withCutKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const isLong = entries.some(([key]) => key.length > MAX_TEXT);
  return isLong ? Object.fromEntries(entries.map(([key, each]) => [cut(key), each])) : value;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

export class ReportCollector implements Listener {
  readonly #experiments: Experiment[] = [];

  event(event: TrainingEvent): void {
    if (event.event === 'start') this.#experiments.push(new Experiment(plain(event), this.#experiments.length + 1));
    else this.#experiments.at(-1)?.add(event);
  }

  /** One group for each experiment, in order. */
  groups(): Group[] {
    return this.#experiments.map(experiment => experiment.group());
  }
}
