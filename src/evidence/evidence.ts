/** The experiment that tests claims about batch norm: pairs of runs, for one of the claims at several initial scales. */

import { UserError } from '../base/errors.ts';
import { list, plural } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { comparedArms } from '../experiment/arms.ts';
import type { Experiment } from '../experiment/spec.ts';
import { type Config, type GivenSettings, makeConfig } from '../settings/config.ts';
import { spaced, valuesOfSetting } from '../settings/ranges.ts';
import { claims as allClaims, EVIDENCE_SEEDS, smallestByDefault } from '../settings/rows/evidence.ts';
import { seedsNeeded } from '../settings/seeds-needed.ts';
import { defaultOf } from '../settings/table.ts';
import type { ClaimName } from './claims/titles.ts';
import { spacingOf } from './claims/trainable-region.ts';

/** The scale of the pairs of the other claims. */
export const OWN_SCALE = 1;
export function isOwnScale({ initScale }: Partial<Config>): boolean {
  return initScale === undefined || initScale === OWN_SCALE;
}

/** From weights that hardly pass anything on to weights that explode. */
export const defaultScales: readonly number[] = spaced(0.001, 10, 9, 'log');
/** The share by which steps between neighbouring scales may differ from their mean: 1, 3, 10 are even enough. */
const UNEVEN = 0.1;
/** The share by which scales may be farther apart than the smallest effect, for numbers that were rounded. */
const ROUNDED = 0.01;

/** An experiment from settings, of which the initial scale may have several values. Throws UserError. */
export function evidenceExperiment(paths: readonly string[], given: GivenSettings): Experiment {
  const { initScale, lr, ...shared } = { seeds: EVIDENCE_SEEDS, ...given };
  const rates = ratesOf(lr);
  const others = rates === null ? { ...shared, lr } : shared;
  const asked = makeConfig(others);
  const scales = asked.claims.includes('initialization') ? scalesOf(initScale, asked) : noScales(initScale);
  const config = makeConfig({ ...others, ...(scales === null ? { initScale } : {}), ...trainEvalRows(asked) });
  checkClaims(config);
  const points = scales?.map(scale => pointOf(scale, config));
  return {
    command: 'evidence',
    paths,
    arms: comparedArms,
    config,
    ...(points === undefined ? {} : { points }),
    ...(rates === null ? {} : { rates }),
  };
}

/** Several learning rates from the lowest up, or null for one. Throws UserError. */
function ratesOf(given: unknown): number[] | null {
  const rates = given === undefined || given === null ? [] : (valuesOfSetting('lr', given) as number[]);
  return rates.length < 2 ? null : rates.sort((a, b) => a - b);
}

/** Only the claim that batch norm regularizes compares training losses in eval mode. */
function trainEvalRows({ claims, trainEvalRows }: Config): Pick<GivenSettings, 'trainEvalRows'> {
  if (!claims.includes('regularizes')) return {};
  return { trainEvalRows: trainEvalRows ?? 'all' };
}

/** At other scales the losses of training are enough. */
function pointOf(initScale: number, { claims }: Config): Partial<Config> {
  const whole = initScale === OWN_SCALE && claims.includes('regularizes');
  return whole ? { initScale } : { initScale, trainEvalRows: null };
}

/** Claims other than that of initial scales have one. Throws UserError. */
function noScales(given: unknown): null {
  const isSeveral = given !== undefined && given !== null && valuesOfSetting('initScale', given).length > 1;
  if (isSeveral) {
    throw new UserError(
      '⟪initScale⟫: got several scales, which only the claim initialization takes; give one, or test that claim too',
    );
  }
  return null;
}

/** The initial scales, that of the other claims first. Throws UserError. */
function scalesOf(given: unknown, { claims, smallestEffect: asked }: Config): readonly number[] {
  // A start event has the scale of the first pair.
  const isUsual = given === undefined || given === null || given === OWN_SCALE;
  const scales = isUsual ? defaultScales : valuesOfSetting('initScale', given);
  const refuse = (why: string) => new UserError(`⟪initScale⟫: ${why}`);
  const without = claims.filter(claim => claim !== 'initialization');
  if (scales.length < 2) {
    const way = without.length === 0 ? '' : `, or leave the claim out with ${settingTo('claims', without)}`;
    throw refuse(`got ${scales[0]}; the claim initialization takes several scales, such as 0.001..10:9${way}`);
  }
  const sorted = scales.toSorted((a, b) => a - b);
  const spacing = spacingOf(sorted);
  const steps = sorted.slice(1).map((scale, i) => Math.log10(scale / sorted[i]!));
  if (steps.some(step => Math.abs(step - spacing) > UNEVEN * spacing)) {
    throw refuse(
      'takes scales with equal ratios, such as 0.001..10:9, because the width of a range is counted in them',
    );
  }
  const effect = asked?.initialization ?? smallestByDefault.initialization;
  if (spacing > effect * (1 + ROUNDED)) {
    throw refuse(
      `its scales are ${Number(spacing.toPrecision(2))} decades apart, more than the smallest effect of ${effect}; take more scales`,
    );
  }
  if (!sorted.includes(OWN_SCALE) && without.length > 0) {
    throw refuse(
      `takes scales with ${OWN_SCALE} among them, at which ${list(without)} ${without.length === 1 ? 'is' : 'are'} tested`,
    );
  }
  return sorted.includes(OWN_SCALE) ? [OWN_SCALE, ...sorted.filter(scale => scale !== OWN_SCALE)] : sorted;
}

/** Throws UserError for claims that cannot be tested with these settings. */
function checkClaims(config: Config): void {
  const { claims, layers, seeds, patience, validation, initFrom, targetLoss, targetShare } = config;
  const without = (claim: ClaimName) => {
    const others = claims.filter(each => each !== claim);
    return others.length === 0 ? 'or test another claim' : `or take ${settingTo('claims', others)}`;
  };
  if (seeds < 2) {
    throw new UserError(
      `⟪seeds⟫: got ${seeds}; one pair has no spread to test with, so take at least ${plural(seedsNeeded(claims.length, config.alpha), 'seed')}`,
    );
  }
  if (patience !== null) {
    throw new UserError(
      '⟪patience⟫: would end the arms of a pair at different epochs, and a claim needs the same for both; leave it out',
    );
  }
  if (layers.length === 0) {
    throw new UserError(
      '⟪layers=none⟫: has no hidden layer to normalize, so both arms are the same network; give hidden widths',
    );
  }
  if (claims.includes('regularizes') && validation === 0) {
    throw new UserError(
      `⟪validation=0⟫: the claim regularizes takes validation rows; leave it out, ${without('regularizes')}`,
    );
  }
  if (claims.includes('initialization') && initFrom !== null) {
    throw new UserError(
      `⟪initFrom⟫: the claim initialization draws initial weights at several scales; leave it out, ${without('initialization')}`,
    );
  }
  if (targetLoss !== null && targetShare !== defaultOf('targetShare', config)) {
    throw new UserError('⟪targetLoss⟫: got ⟪targetShare⟫ too; give one of the two');
  }
  if (!claims.includes('faster') && (targetLoss !== null || targetShare !== defaultOf('targetShare', config))) {
    const key = targetLoss === null ? 'targetShare' : 'targetLoss';
    throw new UserError(`⟪${key}⟫: is of the claim faster, which ⟪claims⟫ leaves out; leave it out here, or test it`);
  }
  const unasked = allClaims.find(claim => !claims.includes(claim) && config.smallestEffect?.[claim] !== undefined);
  if (unasked !== undefined) {
    throw new UserError(`⟪smallestEffect⟫: names ${unasked}, which ⟪claims⟫ leaves out; leave it out here, or test it`);
  }
}
