/** Every flag: those made from the table of settings, and those that only the command line has. */

import { flagOf } from '../base/text/setting-names.ts';
import { traceDefaults } from '../experiment/trace/request.ts';
import { themeNames } from '../report/figures/paints.ts';
import { formatList, formatNames } from '../report/formats.ts';
import { defaultLook } from '../report/image/look.ts';
import type { Kind } from '../settings/kinds.ts';
import { type Group, isNullDefault } from '../settings/setting.ts';
import { isSetting, type SettingKey, settingKeys, settings } from '../settings/table.ts';
import { withFlags } from './flag-names.ts';

interface Row {
  readonly group: Group;
  readonly help: string;
  /** The placeholder of the value in help; absent for switches. */
  readonly value?: string;
  /** The letter of the short form. */
  readonly short?: string;
  /** The default, in words. */
  readonly shown?: string;
  /** A switch that is on by default has only `--no-x`; a switch with a detected default has both forms. */
  readonly forms?: 'off' | 'both';
  readonly choices?: readonly string[];
  readonly path?: Kind<unknown>['path'];
  /** Another name, which help does not show. */
  readonly alias?: string;
  readonly required?: true;
}

const EPOCHS_OR_SECONDS = 'epochs such as 5, or seconds such as 30s, from checkpoint to checkpoint';

/** Where `report` writes, with the suffix of its format. */
export const DEFAULT_REPORT = 'report';

/** The flags that are not settings. */
const own = {
  config: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: 'settings from a file: YAML, JSON, or a start event',
  },
  json: { group: 'output', help: 'JSON lines on stdout; everything else on stderr' },
  color: { group: 'output', forms: 'off', help: 'no colour' },
  quiet: { group: 'output', short: 'q', help: 'no progress' },
  all: { group: 'output', help: 'show every column by itself, however many there are' },
  batchNorm: { group: 'network', forms: 'both', help: 'short for --norm batch, and --norm none' },
  save: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: 'save the network, for show, predict, evaluate and other programs (safetensors)',
  },
  saveDir: {
    group: 'output',
    value: '<dir>',
    path: 'directory',
    help: 'save each network there, as ARM.safetensors',
  },
  saveEpoch: {
    group: 'output',
    value: '<which>',
    choices: ['best', 'last'],
    help: 'save the network of the best epoch, or of the last',
    shown: 'best',
  },
  checkpoint: {
    group: 'output',
    value: '<dir>',
    path: 'directory',
    help: "keep the state there, for 'bntrain resume <dir>'",
  },
  checkpointEvery: { group: 'output', value: '<n>', help: EPOCHS_OR_SECONDS, shown: '30s' },
  results: {
    group: 'scale',
    value: '<dir>',
    path: 'directory',
    help: 'keep each run there, and leave out those that it has',
  },
  shard: {
    group: 'scale',
    value: '<i/n>',
    help: 'with --results, train only one of n shares of the runs; other processes train the others',
  },
  queue: {
    group: 'scale',
    value: '<url>',
    help: 'the server of the queue: postgres://user@host/database, redis://host or rediss://host',
    shown: 'BNTRAIN_QUEUE',
  },
  insecureQueue: { group: 'scale', help: 'talk to the server without checking who it is, or without encryption' },
  sweep: { group: 'scale', value: '<id>', help: 'only the bundles of this sweep' },
  detach: {
    group: 'scale',
    help: 'with --queue, put the runs there and end; the same command without it collects them',
  },
  verify: {
    group: 'scale',
    value: '<share>',
    help: 'with --queue, train this share of the runs here too, drawn at random, and compare the bits',
    shown: 'none',
  },
  sendData: {
    group: 'scale',
    value: '<size>',
    help: 'with --queue, send tables up to this size to workers, through PostgreSQL',
    shown: '64mb',
  },
  data: {
    group: 'scale',
    value: '<dir>',
    path: 'directory',
    help: 'where tables are; they are found there by their content',
  },
  drain: { group: 'scale', help: 'end when no bundle of runs waits' },
  maxParameters: {
    group: 'scale',
    value: '<n>',
    help: 'refuse networks with more parameters',
    shown: '100000000',
  },
  maxSeconds: { group: 'scale', value: '<s>', help: 'refuse a bundle of runs that takes longer', shown: '3600' },
  failUnder: {
    group: 'output',
    value: '<score>',
    help: 'exit with 3 where no validation accuracy, or R2, is that high',
  },
  force: {
    group: 'output',
    help: 'continue even if settings, data, kernels or version differ, where possible',
  },
  output: { group: 'output', short: 'o', value: '<file>', path: 'file', help: 'write there', shown: 'standard output' },
  report: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: `write a report there, whose suffix says what it is: ${formatList}`,
  },
  format: {
    group: 'output',
    value: '<name>',
    choices: formatNames,
    help: 'the format',
    shown: 'by the suffix of the file',
  },
  theme: {
    group: 'output',
    value: '<name>',
    choices: themeNames,
    help: 'colours of .svg and .png',
    shown: defaultLook.theme,
  },
  scale: {
    group: 'output',
    value: '<n>',
    help: 'pixels of .png for each of its width',
    shown: String(defaultLook.scale),
  },
  open: { group: 'output', help: 'open the file in the browser' },
  title: { group: 'output', value: '<text>', help: 'title of the report', shown: 'its verdict' },
  write: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: 'write the table there as it was read: .csv, .tsv or .jsonl',
  },
  copy: {
    group: 'output',
    value: '<columns>',
    alias: 'keep',
    help: 'columns of the table to copy to the output: names, positions, 2-5, a..d, p*',
  },
  probabilities: { group: 'output', help: 'the probability of each class too' },
  heldOut: { group: 'output', help: 'score the validation rows of training alone; takes the table of training' },
  fold: { group: 'output', help: 'fold batch norm into the affines in front of it, and measure how much that changes' },
  encoded: { group: 'output', help: 'an ONNX model that takes encoded rows' },
  check: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: 'measure what folding changes on these rows',
    shown: 'the validation rows of training',
  },
  tolerance: { group: 'output', value: '<t>', help: 'errors from here on fail', shown: '1e-6' },
  depth: { group: 'network', value: '<n>', help: 'numbers of hidden layers, such as 1..5:5; takes --width' },
  width: { group: 'network', value: '<n>', help: 'widths of the hidden layers of --depth, such as 100 or 50,100' },
  grid: {
    group: 'output',
    value: '<file>',
    path: 'file',
    help: 'the settings that are swept, with their values: YAML, such as lr: 0.001..1:7',
  },
  maxStableLr: {
    group: 'training',
    help: 'find the largest learning rate at which each arm trains, from 0.001 to 1000',
  },
  yes: { group: 'output', help: 'run more than 10,000 runs' },
  logEpochs: { group: 'output', help: 'with --json, the events of epochs and validations too' },
  features: { group: 'network', value: '<n>', help: 'inputs of the network', shown: '64' },
  outputs: { group: 'network', value: '<n>', help: 'classes; 1 for regression', shown: '10' },
  rows: {
    group: 'trace',
    value: '<n>',
    help: 'rows of a batch, as --batch-size of a comparison',
    shown: String(traceDefaults.rows),
  },
  step: {
    group: 'trace',
    value: '<n>',
    help: 'the step of training to show; the steps before it are done first',
    shown: String(traceDefaults.step),
  },
  layer: {
    group: 'trace',
    value: '<n>',
    help: 'the batch norm layer to show, from 1',
    shown: String(traceDefaults.layer),
  },
  units: {
    group: 'trace',
    value: '<list>',
    help: 'the units of the layer to show, such as 1,4-6',
    shown: String(traceDefaults.units),
  },
} as const satisfies Record<string, Row>;

export type OwnFlagKey = keyof typeof own;
export type FlagKey = SettingKey | OwnFlagKey;

/** The values of these flags; flags that were not given are absent. */
export type FlagValues = { readonly [K in OwnFlagKey]?: (typeof own)[K] extends { value: string } ? string : boolean };

export interface Flag extends Row {
  readonly key: FlagKey;
  /** "--batch-size"; for a switch that is on by default "--no-shuffle"; both forms if the flag has both. */
  readonly long: readonly string[];
}

/** The default of a flag that is not a setting, as the user would write it. */
export function ownDefault(
  key: 'saveEpoch' | 'checkpointEvery' | 'tolerance' | 'features' | 'outputs' | 'maxParameters' | 'maxSeconds',
): string {
  return own[key].shown;
}

/** What a command may change of its flags. */
export type Changes = Pick<Row, 'group' | 'help' | 'shown' | 'required'>;

export function flagFor(key: FlagKey, changes: Partial<Changes> = {}): Flag {
  const row = isSetting(key) ? rowOf(key) : own[key];
  const { forms }: Row = row;
  const long =
    forms === 'off' ? [flagOf(key, false)] : forms === 'both' ? [flagOf(key), flagOf(key, false)] : [flagOf(key)];
  return { ...row, ...changes, key, long };
}

function rowOf(key: SettingKey): Row {
  const { group, value, short, shown, choices, path, alias, help, isSwitch, default: preset } = settings[key];
  const forms = isSwitch !== true ? undefined : preset === true ? 'off' : preset === null ? 'both' : undefined;
  const text = shown ?? (isSwitch || isNullDefault(preset) ? undefined : String(preset));
  const all = { group, value, short, shown: text, choices, path, alias, forms, help: withFlags(help) };
  return Object.fromEntries(Object.entries(all).filter(([, part]) => part !== undefined)) as unknown as Row;
}

/** The settings of these groups, in the order of the table. */
export function settingsOf(...groups: readonly Group[]): SettingKey[] {
  return settingKeys.filter(key => groups.includes(settings[key].group));
}

export const ownFlagKeys = Object.keys(own) as readonly OwnFlagKey[];
