/** `evaluate`: a saved network against rows whose targets are known. */

import { evaluateModel } from '../../library/evaluate.ts';
import { renderEvaluation } from '../../report/evaluation.ts';
import type { Invocation } from '../command.ts';
import { checkScore, leastScore } from '../outcome.ts';
import { printer, warner } from '../printer.ts';

export async function evaluate({ args, flags, given }: Invocation): Promise<void> {
  const [path, ...files] = args as [string, ...string[]];
  leastScore(flags);
  const evaluation = await evaluateModel(path, files, given, warner(flags), { heldOut: flags.heldOut === true });
  printer(flags).print(evaluation, renderEvaluation);
  checkScore(evaluation.accuracy ?? evaluation.r2 ?? Number.NaN, flags);
}
