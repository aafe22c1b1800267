/** Resumes a run: restores its settings and compares them with those that are given now. */

import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import type { Warn, Warning } from '../base/warn.ts';
import type { LoadedData } from '../data/load.ts';
import type { Listener, ResultEvent } from '../events/events.ts';
import { areSameBlas, type BlasIdentity, blasTitle } from '../kernels/blas/library.ts';
import { chooseEngine, type Engine } from '../kernels/engine.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import { openFolder } from '../saved/open-folder.ts';
import type { SavedRun } from '../saved/run-file.ts';
import { type Config, type GivenSettings, makeConfig } from '../settings/config.ts';
import type { DataFacts } from '../settings/setting.ts';
import { decide, keysByData, type SettingKey, settingKeys, settings } from '../settings/table.ts';
import { resolveArms } from './arms.ts';
import { armsOf, checkApart, type OpenCheckpoint, savedRun } from './checkpoint.ts';
import { type Conclude, runAny } from './experiment.ts';
import { readInitial } from './init-from.ts';
import { factsOf } from './ready.ts';
import { withWarnings } from './refusal.ts';
import { checkSave } from './save.ts';
import type { Experiment } from './spec.ts';

export interface ResumeRequest {
  directory: string;
  /** Settings given now. The table of settings says which of them may differ from those of the run. */
  given: GivenSettings;
  /** Whether to continue even if something differs. */
  force: boolean;
  /** Threads of this process; null for the setting of the run. */
  threads: number | null;
}

/**
 * Continues the run of a checkpoint, and emits all of its events from the start. Paths are relative to the directory in
 * which the run was started; `onOpened` must change to it. Throws UserError if there is no run, or if something
 * differs. Returns the results of the arms.
 */
export async function resumeExperiment(
  request: ResumeRequest,
  listeners: readonly Listener[],
  signal?: AbortSignal,
  onOpened: (run: SavedRun, warn: Warn) => void = () => {},
  conclude: Conclude = () => {},
): Promise<readonly ResultEvent[]> {
  const { folder, run } = openFolder(request.directory);
  const warnings: Warning[] = [];
  try {
    return await withWarnings(warnings, listeners, () => {
      onOpened(run, (message, code) => warnings.push({ message, code }));
      return continueRun(request, { folder, run }, warnings, listeners, signal, conclude);
    });
  } finally {
    folder.release();
  }
}

async function continueRun(
  request: ResumeRequest,
  { folder, run }: ReturnType<typeof openFolder>,
  warnings: Warning[],
  listeners: readonly Listener[],
  signal: AbortSignal | undefined,
  conclude: Conclude,
): Promise<readonly ResultEvent[]> {
  checkVersion(run, request, warnings);
  const config = resolveConfig(run, request, warnings);
  const engine = engineOf(run, request, warnings);
  const { command, paths, points, search, rates, save, every, budget } = run;
  const experiment: Experiment = {
    command,
    arms: resolveArms(armsOf(run, request.directory), config),
    paths,
    config,
    ...(points === undefined ? {} : { points }),
    ...(search === undefined ? {} : { search }),
    ...(rates === undefined ? {} : { rates }),
    ...(save === null ? {} : { save }),
    checkpoint: { directory: folder.path, every },
  };
  checkSave(experiment);
  checkApart(experiment, true);
  const initial = readInitial(experiment);
  const again = savedRun(experiment, engine, budget, run.directory);
  const open: OpenCheckpoint = { folder, every, resumed: { force: request.force } };
  const threads = request.threads ?? config.threads;
  // Changed settings are written only when the states are known to fit.
  const hooks = {
    onDataRead: (data: LoadedData) => checkDecided(run, config, factsOf(data), request, warnings),
    onDataLoaded() {
      if (!isDeepStrictEqual(again, run)) folder.writeRun(again);
    },
  };
  const options = { experiment, engine, warnings, threads, budget, checkpoint: open, initial, ...hooks };
  return runAny(options, listeners, signal, conclude);
}

function checkVersion(run: SavedRun, { directory, force }: ResumeRequest, warnings: Warning[]): void {
  if (run.version === version) return;
  const what = `${directory}: the checkpoint was made by bntrain ${run.version}, and this is ${version}`;
  if (!force) throw new UserError(`${what}; use that version, or add ⟪force⟫`);
  warnings.push({ code: 'resumed', message: what });
}

/**
 * Merges the settings of the run with those given now. Throws UserError that names the first setting that may not
 * differ, of those that are known before the data are read.
 */
function resolveConfig({ config }: SavedRun, request: ResumeRequest, warnings: Warning[]): Config {
  const { engine, blas, threads, ...others } = request.given;
  const asked = makeConfig({ ...config, ...others });
  const byData = keysByData(config);
  const known = settingKeys.filter(key => !byData.includes(key));
  checkChanges(known, config, asked, request, warnings);
  return asked;
}

/** Compares the settings that the data decide. Throws UserError. */
function checkDecided(
  run: SavedRun,
  config: Config,
  facts: DataFacts,
  request: ResumeRequest,
  warnings: Warning[],
): void {
  const [then, now] = [decide(run.config, facts), decide(config, facts)];
  checkChanges(keysByData(run.config), then, now, request, warnings);
  if (now.epochs === then.epochs || now.schedule === 'constant') return;
  const message =
    `⟪epochs⟫ changed from ${then.epochs} to ${now.epochs}. The ${now.schedule} schedule uses the new total from here ` +
    'on; earlier epochs used the old one';
  warnings.push({ code: 'resumed', message });
}

/** Throws UserError that names the first of these settings that may not differ. */
function checkChanges(
  keys: readonly SettingKey[],
  config: Config,
  asked: Config,
  { force }: ResumeRequest,
  warnings: Warning[],
): void {
  for (const key of keys) {
    const { resume = 'never' } = settings[key];
    if (isDeepStrictEqual(config[key], asked[key]) || resume === 'freely') continue;
    const [then, now] = [formatValue(config[key]), formatValue(asked[key])];
    const what = `⟪${key}⟫: the checkpoint was made with ${then}, got ${now}`;
    if (resume === 'never') throw new UserError(`${what}; that cannot change in a run`);
    if (!force) throw new UserError(`${what}; leave it out, or add ⟪force⟫`);
    const message = `⟪${key}⟫ changed from ${then} to ${now}; the new value holds from here on`;
    warnings.push({ code: 'resumed', message });
  }
}

function formatValue(value: Config[keyof Config]): string {
  return value === null ? 'its default' : String(value);
}

/** Chooses the kernels of the run, because other kernels give other bits. */
function engineOf(run: SavedRun, { given, force, directory }: ResumeRequest, warnings: Warning[]): Engine {
  const asked = given.engine === undefined || given.engine === 'auto' ? run.engine : given.engine;
  const { engine: wanted, blas } = makeConfig({ engine: asked, blas: given.blas });
  const made = `the checkpoint was made with the ${run.engine} kernels${ofBlas(run.blas)}`;
  if (wanted !== run.engine && !force) {
    throw new UserError(`⟪engine⟫: ${made}, got ${wanted}; leave it out, or add ⟪force⟫`);
  }
  const warn: Warn = (message, code) => warnings.push({ message, code });
  // What somebody asks for must run.
  const isAsked = asked === given.engine || given.blas != null;
  const { engine, problem } = isAsked
    ? { engine: chooseEngine(wanted, warn, blas), problem: null }
    : chooseOr(wanted as EngineName, warn);
  const isSame = areSameBlas(engine.blas, run.blas ?? null);
  if (engine.name === run.engine && isSame) return engine;
  const here = `${engine.name}${ofBlas(engine.blas)}`;
  const what =
    engine.name === run.engine
      ? `${directory}: ${made}, and here is ${blasTitle(engine.blas!)}${orAnother(engine.blas, run.blas)}`
      : `${directory}: ${made}, which do not run here${problem === null ? ` (Node ${process.versions.node})` : `: ${problem}`}`;
  if (!force) throw new UserError(`${what}; ⟪force⟫ continues with ${here}`);
  const message = `${made} and continues with ${here}, so its results have other bits`;
  warnings.push({ code: 'resumed', message });
  return engine;
}

/** The same library with another core is on another processor, where no file helps. */
function orAnother(here: BlasIdentity | null, made: BlasIdentity | undefined): string {
  const isSame = here?.library === made?.library && here?.version === made?.version;
  return isSame ? '' : '; name the library with ⟪blas⟫';
}

function ofBlas(blas: BlasIdentity | null | undefined): string {
  return blas ? ` and ${blasTitle(blas)}` : '';
}

/** The kernels of the run, or any others if these do not run here, and why. */
function chooseOr(ofRun: EngineName, warn: Warn): { engine: Engine; problem: string | null } {
  try {
    return { engine: chooseEngine(ofRun, warn), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Sets of kernels depend on Node alone.
    const problem = ofRun === 'blas' ? error.message : null;
    return { engine: chooseEngine('auto', warn), problem };
  }
}
