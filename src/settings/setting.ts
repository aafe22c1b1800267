/** The row of a setting in the table, and the groups and scopes of settings. */

import type { Task } from '../network/tasks.ts';
import type { Kind } from './kinds.ts';

/** The part of a run that a setting decides. Settings of the scope `none` change no result. */
export type Scope = 'data' | 'network' | 'training' | 'none';

/** The groups of settings, in the order of the help. */
export const groups = {
  data: { title: 'Data', scope: 'data', summary: 'target, task, which rows and columns are used, weights' },
  validation: {
    title: 'Validation',
    scope: 'data',
    summary: 'which rows validate: a share, a file, groups, the latest',
  },
  reading: { title: 'Reading', scope: 'data', summary: 'delimiters, header, encoding, missing cells, faulty rows' },
  network: { title: 'Network', scope: 'network', summary: 'hidden layers, activation, initial weights, batch norm' },
  training: {
    title: 'Training',
    scope: 'training',
    summary: 'epochs, batches, learning rate, schedule, regularization',
  },
  trace: { title: 'Trace', scope: 'none', summary: 'which batch, layer and units are shown' },
  evidence: {
    title: 'Evidence',
    scope: 'none',
    summary: 'claims, their targets and smallest effects',
  },
  machine: { title: 'Machine', scope: 'none', summary: 'threads, kernels, memory, cache' },
  scale: {
    title: 'Scale',
    scope: 'none',
    summary: 'many processes and machines: results, shards, queues',
  },
  output: { title: 'Output', scope: 'none', summary: 'JSON, colour, progress, saved networks, checkpoints, probes' },
} as const satisfies Record<string, { title: string; scope: Scope; summary: string }>;

export type Group = keyof typeof groups;

/** A default that another setting decides. */
export interface Follows<V> {
  readonly follows: string;
  value(of: unknown): V;
}

/** A default that follows from the value of the setting `key`. */
export function follows<T, V>(key: string, value: (of: T) => V): Follows<V> {
  return { follows: key, value: of => value(of as T) };
}

/** What is known of the data once they are read. */
export interface DataFacts {
  readonly task: Task;
  /** Of the training rows. */
  readonly rows: number;
  /** Rows of the table that are held out to validate with; absent for none. */
  readonly heldOut?: number;
  /** How many deviations the training target that is farthest from the mean is away from it; absent for classes. */
  readonly farthestTarget?: number | undefined;
}

/** A default that the data decide. Until they are read, the setting is null. */
export interface ByData<V> {
  byData(facts: DataFacts): V;
  /** The rule in words. */
  readonly words: string;
}

/** A default that the data decide. */
export function byData<V>(words: string, decide: ByData<V>['byData']): ByData<V> {
  return { byData: decide, words };
}

/** A default: a value, or how it is decided. */
export type Preset<V> = V | ByData<V> | Follows<V | ByData<V>>;

interface Row {
  readonly group: Group;
  /** The placeholder of the value in help, such as `<n>`; switches have none. */
  readonly value?: string;
  /** The letter of the short flag. */
  readonly short?: string;
  /** Another name of the flag. */
  readonly alias?: string;
  readonly help: string;
  /** The default in words, if `default` does not show it. */
  readonly shown?: string;
  /** The scope, if it is not that of the group. */
  readonly scope?: Scope;
  /** The only task that the setting is for. */
  readonly task?: Task;
  /** How a range of the setting is spaced; linear if absent. */
  readonly spacing?: 'log';
  /** Whether a resumed run may have another value: never (the default), with --force, or freely. */
  readonly resume?: 'never' | 'force' | 'freely';
  /** False if it is neither written to the files of a run nor read from them, because those may be another person's. */
  readonly saved?: false;
}

/** `V` is the type of the setting in a config. */
export interface Setting<V = unknown> extends Row, Kind<V> {
  /** The default; null if the setting is off, or detected. */
  readonly default: Preset<V>;
}

/** A row of the table. */
export function setting<T>(kind: Kind<T>, preset: null, row: Row): Setting<T | null>;
export function setting<T>(kind: Kind<T>, preset: NoInfer<T> | Follows<NoInfer<T>>, row: Row): Setting<T>;
export function setting<T>(kind: Kind<T>, preset: Preset<NoInfer<T>>, row: Row): Setting<T | null>;
export function setting<T>(kind: Kind<T>, preset: Preset<T | null>, row: Row): Setting<T | null> {
  return { ...kind, ...row, default: preset };
}

export function isFollowing(preset: unknown): preset is Follows<unknown> {
  return typeof preset === 'object' && preset !== null && 'follows' in preset;
}

export function isByData(preset: unknown): preset is ByData<unknown> {
  return typeof preset === 'object' && preset !== null && 'byData' in preset;
}

/** Whether null stands for the default: it is null, or decided by something else. */
export function isNullDefault(preset: unknown): boolean {
  return preset === null || isFollowing(preset) || isByData(preset);
}
