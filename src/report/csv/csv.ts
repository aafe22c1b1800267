/**
 * A report as tidy CSV: a row for each value of each evaluation. Columns are named after the fields of events, settings after their
 * keys. There are columns for the settings that differ between the runs, for the table and the target if several have reports, and
 * for the layer where there are probes.
 * A value that is not finite, or was not computed, has no row.
 */

import { probeValues } from '../document/probe-values.ts';
import type { Group, ReportData, Run } from '../document/report-data.ts';
import { settingText } from '../document/setting-text.ts';
import { tableLine } from '../written-table.ts';
import { textCell } from './cells.ts';

const measures = [
  'trainLoss',
  'trainScore',
  'validationLoss',
  'validationScore',
  'trainEvalLoss',
  'trainEvalScore',
] as const;

/** A column that describes a run. */
interface Column {
  readonly name: string;
  readonly cell: (run: Run, group: Group) => string;
}

const values = ['epoch', 'step', 'seconds', 'measure', 'value'];
/** The last column, where runs have probes. */
const LAYER = 'layer';

export function renderCsv(data: ReportData): Uint8Array {
  return Buffer.concat([...csvPieces(data)].map(piece => Buffer.from(piece)));
}

/** The head, and the rows of each run. */
export function* csvPieces(data: ReportData): Generator<string> {
  const columns = columnsOf(data);
  const hasLayers = data.groups.some(({ runs }) =>
    runs.some(({ probes, gradients, landscapes }) => probes.length + gradients.length + landscapes.length > 0),
  );
  const rowOf = hasLayers ? rowsOf : evaluationRows;
  const last = hasLayers ? [LAYER] : [];
  yield tableLine([...columns.map(({ name }) => textCell(name)), ...values, ...last], 'csv');
  for (const group of data.groups) {
    for (const run of group.runs) {
      const described = tableLine(
        columns.map(({ cell }) => cell(run, group)),
        'csv',
      ).slice(0, -1);
      yield [...rowOf(run)].map(row => `${described},${row.join()}\n`).join('');
    }
  }
}

function columnsOf({ groups }: ReportData): Column[] {
  const runs = groups.flatMap(group => group.runs);
  const settingsOf = (run: Run, { differs }: Group) => ({ ...differs, ...run.cell });
  const keys = new Set(
    groups.flatMap(group => [...Object.keys(group.differs), ...group.runs.flatMap(run => Object.keys(run.cell))]),
  );
  return [
    { name: 'experiment', cell: run => String(run.experiment) },
    ...ifSeveral(groups, 'table', ({ start }) => start.data.paths.join(' ')),
    ...ifSeveral(groups, 'target', ({ start }) => start.data.target),
    { name: 'seed', cell: run => String(run.seed) },
    { name: 'arm', cell: run => textCell(run.arm) },
    ...(runs.some(({ part }) => part !== null) ? [{ name: 'part', cell: (run: Run) => settingText(run.part) }] : []),
    ...[...keys].map(key => ({
      name: key,
      cell: (run: Run, group: Group) => {
        const value = settingsOf(run, group)[key] ?? null;
        return typeof value === 'number' ? String(value) : textCell(settingText(value));
      },
    })),
  ];
}

function ifSeveral(groups: readonly Group[], name: string, text: (group: Group) => string): Column[] {
  const isOne = new Set(groups.map(text)).size <= 1;
  return isOne ? [] : [{ name, cell: (_, group) => textCell(text(group)) }];
}

function* rowsOf(run: Run): Generator<readonly (string | number)[]> {
  for (const row of evaluationRows(run)) yield [...row, ''];
  for (const { step, layer, measure, value } of probeValues(run)) yield ['', step, '', measure, value, layer ?? ''];
}

function* evaluationRows(run: Run): Generator<readonly (string | number)[]> {
  if (run.points.length === 0 && run.result !== null) yield* resultRows(run.result);
  for (const point of run.points) {
    for (const measure of measures) {
      const value = point[measure];
      if (value !== null) yield [point.epoch, point.step, point.seconds, measure, value];
    }
  }
  for (const { epoch, step, loss, learningRate } of run.steps) {
    if (loss !== null) yield [epoch, step, '', 'stepLoss', loss];
    yield [epoch, step, '', 'learningRate', learningRate];
  }
}

/** Of a run whose metrics have no evaluations, such as those of a sweep. */
function* resultRows({ epochs, steps, seconds, best, final }: NonNullable<Run['result']>) {
  const finite = (value: number | null) => typeof value === 'number' && Number.isFinite(value);
  for (const measure of ['validationLoss', 'validationScore'] as const) {
    const value = best?.[measure] ?? null;
    if (finite(value)) yield [best!.epoch, best!.step, '', `best.${measure}`, value!];
  }
  for (const measure of ['trainLoss', 'validationLoss', 'validationScore'] as const) {
    if (finite(final[measure])) yield [epochs, steps, seconds, `final.${measure}`, final[measure]!];
  }
}
