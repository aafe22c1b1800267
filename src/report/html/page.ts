/**
 * A report as one HTML file. It is complete without scripts and loads nothing: figures are drawn when it is written, and its policy
 * allows its own style sheet and its own script alone.
 */

import { createHash } from 'node:crypto';
import { plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { Group, ReportData } from '../document/report-data.ts';
import { verdictOf } from '../document/verdict.ts';
import { fileName } from '../document/words.ts';
import { curvesOf } from './curves.ts';
import { ensembleOf } from './ensemble.ts';
import { factsOf } from './facts.ts';
import { headOf, whatWasRun } from './head.ts';
import { html, type Markup, raw } from './markup.ts';
import { probesOf } from './probes.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { scalesOf, sweepOf } from './sweep.ts';
import { seedsTable, table } from './tables.ts';

/** More groups are folded. */
const MAX_OPEN = 20;
/** Of larger sweeps the settings have no sections of their own. */
const MAX_MEMBERS = 6;

/** Max bytes of a page with all its tables. */
const MAX_BYTES = 5e6;

/** Warns of a page that is too large to be sent, and leaves out its tables by epoch. */
export function renderPage(data: ReportData, warn: Warn = () => {}, limit = MAX_BYTES): string {
  const page = pageOf(data, true);
  const bytes = Buffer.byteLength(page);
  if (bytes <= limit) return page;
  const short = pageOf(data, false);
  const [before, after] = [bytes, Buffer.byteLength(short)].map(megabytes);
  warn(
    `the report has ${after}, without the tables by epoch (${before} with them); report fewer experiments`,
    'large-report',
  );
  return short;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function pageOf(data: ReportData, hasEpochs: boolean): string {
  const { groups, title } = data;
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const isOnly = groups.length === 1;
  const body = isOnly
    ? html`<div class="group">${groupOf(groups[0]!, { name: 'g0', isOnly, title, hasEpochs })}</div>`
    : severalGroups(data, hasEpochs);
  const { version } = groups[0]!.start;
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title ?? titleOf(groups[0]!)}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${body}
</main>
<footer><p>Made by bntrain ${version} from ${plural(runs, 'run')}. This page loads nothing and sends nothing.</p></footer>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.text;
}

function titleOf(group: Group): string {
  return `${headlineOf(group)} · ${fileName(group.start.data.paths[0] ?? '')}`;
}

function headlineOf(group: Group): string {
  return verdictOf(group)
    .headline.map(piece => (typeof piece === 'string' ? piece : piece.text))
    .join('');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** How a group is shown. */
interface Place {
  /** Of its controls. */
  readonly name: string;
  readonly isOnly: boolean;
  readonly title: string | null;
  /** Whether tables by epoch are shown. */
  readonly hasEpochs: boolean;
}

function groupOf(group: Group, place: Place): Markup {
  const { name, isOnly, title, hasEpochs } = place;
  const isOfScales = group.claims[0]?.claim === 'initialization';
  const numbers = ensembleOf(group) || seedsTable(group, hasEpochs);
  return html`${headOf(group, isOnly, title)}
${sweepOf(group)}${isOfScales && scalesOf(group)}${curvesOf(group, name)}${!isOfScales && scalesOf(group)}${probesOf(group)}${numbers}${membersOf(group, place)}${factsOf(group)}`;
}

function membersOf({ members }: Group, { name, hasEpochs }: Place): Markup | '' {
  if (members.length === 0 || members.length > MAX_MEMBERS) return '';
  const sections = members.map((member, n) => folded(member, `${name}-${n}`, hasEpochs));
  return html`<section><h2>Each setting by itself</h2>${sections}</section>`;
}

function section(group: Group, name: string, hasEpochs: boolean): Markup {
  return groupOf(group, { name, isOnly: false, title: null, hasEpochs });
}

function folded(group: Group, name: string, hasEpochs: boolean): Markup {
  return html`<details><summary>${whatWasRun(group)}</summary>${section(group, name, hasEpochs)}</details>`;
}

function severalGroups({ groups, title }: ReportData, hasEpochs: boolean): Markup {
  const isFolded = groups.length > MAX_OPEN;
  const names = html`<div class="lead"><ul>${groups.map(group => html`<li>${whatWasRun(group)}</li>`)}</ul></div>`;
  const sections = groups.map((group, n) =>
    isFolded ? folded(group, `g${n}`, hasEpochs) : html`<div class="group">${section(group, `g${n}`, hasEpochs)}</div>`,
  );
  return html`<h1>${title ?? plural(groups.length, 'experiment')}</h1>
${isFolded ? html`<section>${groupsTable(groups)}</section>` : names}<div class="several">${sections}</div>`;
}

function groupsTable(groups: readonly Group[]): Markup {
  const rows = groups.map(group => [whatWasRun(group), headlineOf(group)]);
  return table('All experiments', ['experiment', 'what came out'], rows, 'sentences');
}
