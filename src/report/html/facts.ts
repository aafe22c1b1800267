/** What was run, what was warned of, and the command that repeats it. */

import { formatCount, plural } from '../../base/text/format.ts';
import { blasText } from '../blas.ts';
import { shortNumber } from '../document/numbers.ts';
import type { Group } from '../document/report-data.ts';
import { fullVerdicts } from '../document/verdict.ts';
import { armTitle, networkText, settingWords } from '../document/words.ts';
import { html, type Markup } from './markup.ts';

export function factsOf(group: Group): Markup {
  const { warnings, command } = group;
  const facts = [...rows(group)].filter(([, text]) => text !== '');
  const verdicts = fullVerdicts(group);
  return html`${verdicts.length > 0 && html`<section><h2>The verdict in full</h2><div class="lead full">${verdicts.map(text => html`<p>${text}</p>`)}<p class="note">${group.claims[0]!.scope}</p></div></section>`}
<section><h2>What was run</h2><dl class="facts">${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
${warnings.length > 0 && html`<h3>Warnings</h3>${warningsOf(warnings)}`}
<h3>Run it again</h3><pre tabindex="0"><code>${command}</code></pre></section>`;
}

const MAX_WARNINGS = 6;

/** Every run that diverged has a warning: many are folded. */
function warningsOf(warnings: Group['warnings']): Markup {
  const list = (some: Group['warnings']) =>
    html`<ul>${some.map(({ message }) => html`<li class="warning">${message}</li>`)}</ul>`;
  if (warnings.length <= MAX_WARNINGS) return list(warnings);
  const rest = warnings.slice(MAX_WARNINGS - 1);
  return html`${list(warnings.slice(0, MAX_WARNINGS - 1))}<details><summary>${plural(rest.length, 'more warning')}</summary>${list(rest)}</details>`;
}

function* rows(group: Group): Generator<readonly [name: string, text: string]> {
  const { start, arms } = group;
  const { data, config, network, processor, node, engine, blas, version, threads } = start;
  yield [
    'data',
    `${data.paths.join(', ')}: ${plural(data.rows, 'row')}, ${plural(data.features, 'input')}; ${splitText(data)}`,
  ];
  yield ['target', `${data.target}: ${data.task}${data.taskReason ? `, because ${data.taskReason}` : ''}`];
  // Of a sweep of networks, each has its own number of parameters.
  const counted = ['layers', 'depth', 'width'].some(name => sweptText(group, name) !== null) ? [] : arms;
  const parameters = counted.flatMap(arm =>
    Object.hasOwn(network.parameters ?? {}, arm)
      ? [`${formatCount(network.parameters[arm]!)} parameters (${armTitle(arm)})`]
      : [],
  );
  yield ['network', [networkText(group), `${config.init} initial weights`, ...parameters].filter(Boolean).join(', ')];
  yield [
    'training',
    `${config.optimizer}, ${sweptText(group, 'lr') ?? `learning rate ${config.lr}`}, ${sweptText(group, 'batchSize') ?? `batches of ${config.batchSize}`}, ${sweptText(group, 'epochs') ?? plural(config.epochs, 'epoch')}${config.schedule === 'constant' ? '' : `, ${config.schedule} schedule`}`,
  ];
  yield ['pairing', pairing(group)];
  yield ['cost of a step', stepCosts(group)];
  yield [
    'program',
    [
      `bntrain ${version}`,
      engine && `engine ${engine}`,
      blas && blasText(blas),
      threads && plural(threads, 'thread'),
      node && `Node ${node}`,
      processor,
    ]
      .filter(Boolean)
      .join(', '),
  ];
}

function splitText({ trainRows, validationRows, partRows }: Group['start']['data']): string {
  if (!partRows) return `${formatCount(trainRows)} to train, ${formatCount(validationRows)} to validate`;
  const sizes = [...new Set([Math.min(...partRows), Math.max(...partRows)])].map(formatCount);
  return `${partRows.length} parts of ${sizes.join(' to ')} rows, each validates one network and trains the others`;
}

/** A setting that a sweep varies has no value of its own. */
function sweptText({ sweep }: Group, key: string): string | null {
  const axis = sweep?.axes.find(({ name }) => name === key);
  return axis === undefined ? null : `${settingWords(key)} as in each setting`;
}

/** Whether what the arms share was the same in all pairs. */
function pairing({ arms, seeds, runs }: Group): string {
  if (arms.length < 2) return '';
  const results = runs.flatMap(({ result, cell }) =>
    result === null ? [] : [{ result, key: JSON.stringify([result.seed, cell]) }],
  );
  const pairs = grouped(results);
  const hashes = ['initHash', 'orderHash', 'splitHash'] as const;
  const differ = hashes.filter(hash =>
    [...pairs.values()].some(pair => new Set(pair.map(({ result }) => result[hash])).size > 1),
  );
  if (pairs.size === 0) return '';
  if (differ.length > 0)
    return `NOT PAIRED: ${differ.join(', ')} differ between the arms of a pair, so do not compare them`;
  const all = pairs.size === 1 ? 'both arms' : `the arms of all ${plural(pairs.size, 'pair')}`;
  return `initial weights, split and batch order are equal in ${all}${seeds.length > 1 ? `, seeds ${seeds[0]} to ${seeds.at(-1)}` : `, seed ${seeds[0]}`}`;
}

function grouped<T extends { readonly key: string }>(values: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const value of values) found.set(value.key, [...(found.get(value.key) ?? []), value]);
  return found;
}

function stepCosts({ stepCosts, comparisons, seeds }: Group): string {
  const [comparison] = comparisons;
  const ofOne =
    comparison !== undefined && seeds.length === 1 && comparison.stepCostLow !== null
      ? [
          {
            arm: 'batchnorm',
            ratio: comparison.stepCostRatio,
            low: comparison.stepCostLow,
            high: comparison.stepCostHigh,
          },
        ]
      : [];
  return [...stepCosts, ...ofOne]
    .filter(({ ratio }) => ratio !== null)
    .map(
      ({ arm, ratio, low, high }) =>
        `a step of ${armTitle(arm)} takes ${shortNumber(ratio)} times as long (${shortNumber(low)} to ${shortNumber(high)}), measured by itself`,
    )
    .join('; ');
}
