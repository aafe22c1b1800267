/** Checks that a trainer's state fits a run: the sizes of its blocks, and counts that depend on each other. */

import { malformed } from '../base/files/json.ts';
import { totalsSize } from '../network/loss/totals.ts';
import { countNumbers, type NetworkShape } from '../network/plan.ts';
import type { Task } from '../network/tasks.ts';
import { type CurvePart, curveWidths, EPOCH_NUMBERS, watchedIn } from '../training/curve.ts';
import { countAdded } from '../training/kept-rows.ts';
import { progressOf, type TrainerState } from '../training/state.ts';
import { countValidations, isValidationStep } from '../training/validation-steps.ts';

export interface StateShape extends NetworkShape {
  readonly task: Task;
  /** Whether class scores are counted in training, because no rows validate. */
  readonly scoreClasses: boolean;
  readonly stepsPerEpoch: number;
  readonly logSteps: number | null;
  readonly validateEvery: number | null;
  /** Names of what steps keep: the optimizer's state, and the average of the weights. */
  readonly optimizer: readonly string[];
  /** Whether a copy of an epoch is kept. */
  readonly keep: boolean;
}

/** Throws Malformed. */
export function checkState(state: TrainerState, shape: StateShape): void {
  checkSizes(state, shape);
  checkProgress(state, shape);
  checkNumbers(state);
}

function checkSizes(state: TrainerState, shape: StateShape): void {
  const { widths, task, scoreClasses, keep } = shape;
  const [parameters, buffers] = [countNumbers(shape, 'parameter'), countNumbers(shape, 'buffer')];
  const expect = (name: string, { length }: ArrayLike<number>, expected: number) => {
    if (length !== expected) throw malformed(`'${name}' has ${length} numbers, and the network ${expected}`);
  };
  expect('parameters', state.parameters, parameters);
  for (const [name, block] of Object.entries(state.optimizer)) expect(name, block, parameters);
  expect('buffers', state.buffers, buffers);
  expect('totals', state.totals, totalsSize(task, scoreClasses ? widths.at(-1)! : 0));
  if ((state.kept !== null) !== keep) throw malformed(keep ? 'no network that was kept' : 'a network that was kept');
  if (state.kept === null) return;
  expect('kept.parameters', state.kept.parameters, parameters);
  expect('kept.buffers', state.kept.buffers, buffers);
}

function checkProgress(state: TrainerState, shape: StateShape): void {
  const { steps, epochs, initHash, orderHash } = state;
  const { stepsPerEpoch, logSteps, validateEvery: every } = shape;
  const evaluated = countRows(state, 'epochs');
  const { epoch, ended } = progressOf(steps, stepsPerEpoch, evaluated);
  if (evaluated < 1 || evaluated !== (ended ? epoch + 1 : epoch))
    throw malformed('not as many epochs as its steps are');
  if (ended && steps !== epoch * stepsPerEpoch && Number.isFinite(watchedIn(epochs.subarray(-EPOCH_NUMBERS)))) {
    throw malformed('an epoch that ended too early');
  }
  const expected = logSteps === null ? 0 : Math.floor(steps / logSteps);
  if (countRows(state, 'logged') !== expected) throw malformed('not as many logged steps as there were');
  const within = { every, stepsPerEpoch };
  const missing = countValidations(steps, within) - countRows(state, 'validations');
  // That of the last step may not be done yet.
  if (missing !== 0 && !(missing === 1 && isValidationStep(steps, within)))
    throw malformed('not as many validations as there were');
  const begun = orderHash !== '' || steps > 0;
  if (![initHash, ...(begun ? [orderHash] : [])].every(hash => /^[0-9a-f]{16}$/.test(hash))) throw malformed('a hash');
}

/** How many rows the part of the curve had before it was thinned. */
function countRows(state: TrainerState, part: CurvePart): number {
  const kept = state[part].length / curveWidths[part];
  const indices = state.indices[part];
  if (indices === undefined) return kept;
  const ascend = indices.every((index, at) => Number.isSafeInteger(index) && index > (indices[at - 1] ?? -1));
  if (!ascend || indices.length !== kept) throw malformed(`the indices of '${part}'`);
  return countAdded(kept, indices);
}

function checkNumbers({ epochs, totals }: TrainerState): void {
  for (let row = 0; row < epochs.length; row += EPOCH_NUMBERS) {
    const [validated, seconds] = [epochs[row + 2]!, epochs[row + 5]!];
    if (validated !== 0 && validated !== 1) throw malformed('whether rows validated');
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) throw malformed('the seconds of an epoch');
  }
  const counts = [totals[0]!, ...totals.subarray(totalsSize('regression', 0))];
  if (!counts.every(count => Number.isSafeInteger(count) && count >= 0)) throw malformed('counts of rows');
}
