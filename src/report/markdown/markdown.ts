/** A report as Markdown, for pull requests and summaries of CI: verdict, table, curves, what was run, and the command. */

import { Chalk } from 'chalk';
import { list, plural } from '../../base/text/format.ts';
import { asFlag } from '../../base/text/setting-names.ts';
import type { SweepEvent } from '../../events/events.ts';
import type { Group, ReportData } from '../document/report-data.ts';
import { settingText } from '../document/setting-text.ts';
import { fullVerdicts, verdictOf } from '../document/verdict.ts';
import { networkText } from '../document/words.ts';
import { ensembleTable, meanCurve } from '../ensemble.ts';
import { armCurves, lossChart } from '../loss-chart.ts';
import { explainResults, isUneven, resultRows } from '../result-table.ts';
import { describeData } from '../run-facts.ts';
import { seedsCharts } from '../seeds/charts.ts';
import { seedsFacts } from '../seeds/facts.ts';
import { explainTable, seedsRows } from '../seeds/table.ts';
import type { Style } from '../style.ts';
import { describeSweepSetting, Lengths, scopeOfSweep, sweepPicture } from '../sweep/sweep.ts';
import { describeSweep, triesTable } from '../sweep/words.ts';
import { alignedChart } from './chart.ts';
import { code, fenced, inline, line } from './escape.ts';
import { markdownTable } from './table.ts';

const MAX_WARNINGS = 5;

const style: Style = { width: 80, unicode: true, color: new Chalk({ level: 0 }), settingName: asFlag };

export function renderMarkdown({ title, groups }: ReportData): string {
  const parts = [...(title === null ? [] : [`# ${inline(title)}`]), ...groups.flatMap(describe)];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function describe(group: Group): string[] {
  if (group.runs.length === 0) return [heading(group), ...warnings(group), whatWasRun(group)];
  return [
    heading(group),
    subject(group),
    ...verdictOf(group).lead.map(line),
    ...fullVerdicts(group).map(line),
    ...scopes(group),
    ...numbers(group),
    ...warnings(group),
    whatWasRun(group),
  ];
}

function heading(group: Group): string {
  const pieces = verdictOf(group).headline;
  return `## ${pieces.map(piece => inline(typeof piece === 'string' ? piece : piece.text)).join('')}`;
}

/** Where the verdicts hold. */
function scopes({ claims }: Group): string[] {
  return [...new Set(claims.map(({ scope }) => line(scope)))];
}

/** "`iris.csv` · target `species` · 4 → 16 → 3, relu · 6 seeds" */
function subject({ start, seeds, differs, sweep }: Group): string {
  const { paths, target } = start.data;
  const files = list(paths.map(code));
  const own = Object.entries(differs).map(([key, value]) => code(`${key} ${settingText(value)}`));
  const named = [files, `target ${code(target)}`, inline(networkText({ start, sweep })), ...own].filter(Boolean);
  return [...named, seeds.length === 1 ? `seed ${seeds[0]}` : plural(seeds.length, 'seed')].join(' · ');
}

/** Table and curves. */
function numbers(group: Group): string[] {
  const { start } = group;
  if (group.sweep !== null) return ofSweep(group, group.sweep);
  if (start.config.ensemble !== null) return ofEnsemble(group);
  return group.seeds.length > 1 ? ofSeeds(group) : ofOneSeed(group);
}

/** As in the terminal. */
function ofSweep({ start, cells }: Group, sweep: SweepEvent): string[] {
  const parts = [...sweepPicture(start, cells, sweep, style), describeSweep(sweep, style), triesTable(sweep, style)];
  return [fenced(parts.map(alignedChart).join('\n\n'), 'text'), line(scopeOfSweep(sweep))];
}

function ofSeeds({ start, curves, summaries, pairs, runs, stepCosts }: Group): string[] {
  if (curves.length === 0 || summaries.length === 0) return [];
  const whole = runs.filter(({ seed }) => pairs.some(pair => pair.seed === seed));
  const results = whole.flatMap(({ result }) => result ?? []);
  const found = { pairs: summaries[0]!.pairs, summaries, costs: stepCosts, results };
  const { charts, note } = seedsCharts(start, curves, found.pairs, style);
  const table = markdownTable(seedsRows(start, found, style));
  return [table, line(explainTable(start, found, style)), charted(charts), line(note)];
}

function ofOneSeed({ start, runs }: Group): string[] {
  const points = new Map(runs.map(run => [run.arm, run.points]));
  const results = runs.flatMap(({ result }) => result ?? []);
  const chart = charted([lossChart(start, armCurves(start, points, style), style)]);
  if (results.length === 0) return [chart];
  return [markdownTable(resultRows(start, results, undefined, style)), line(explainResults(start)), chart];
}

function ofEnsemble({ start, runs, ensembles }: Group): string[] {
  const mean = meanCurve(
    start,
    runs.map(({ points }) => points),
    style,
  );
  const results = runs.flatMap(({ result }) => result ?? []);
  const table = ensembleTable(start, results, ensembles[0] ?? null, isUneven(start.data.classRows), style);
  return [charted([lossChart(start, [mean], style)]), ...(results.length === 0 ? [] : [fenced(table, 'text')])];
}

function charted(charts: readonly string[]): string {
  return fenced(charts.map(alignedChart).join('\n\n'), 'text');
}

function warnings({ warnings }: Group): string[] {
  if (warnings.length === 0) return [];
  const shown = warnings.slice(0, MAX_WARNINGS).map(({ message }) => `- ${line(message)}`);
  const more = warnings.length - shown.length;
  return [['**Warnings**\n', ...shown, ...(more > 0 ? [`- ${plural(more, 'more warning')}`] : [])].join('\n')];
}

/** Folded, where Markdown is shown by GitHub: the facts and the command. */
function whatWasRun(group: Group): string {
  const { start, command } = group;
  const facts = factsOf(group);
  return [
    '<details><summary>What was run, and how to run it again</summary>',
    fenced(facts, 'text'),
    fenced(command, 'sh'),
    `bntrain ${code(start.version)}, Node ${code(start.node)}, ${code(start.processor)}`,
    '</details>',
  ].join('\n\n');
}

function factsOf({ start, pairs, seeds, runs, sweep }: Group): string {
  if (sweep !== null) {
    const lengths = new Lengths();
    for (const { result } of runs) if (result !== null) lengths.add(result);
    return describeSweepSetting(start, sweep, lengths, style);
  }
  if (seeds.length < 2) return describeData(start, style);
  const isMerged = start.config.seeds === 1;
  return describeData(
    start,
    style,
    isMerged ? [['seeds', list(seeds.map(String), 20)]] : seedsFacts(start, pairs.length, style),
  );
}
