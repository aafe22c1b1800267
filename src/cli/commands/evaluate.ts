/** `evaluate`: a saved network against rows whose targets are known. */

import { evaluateModel } from '../../library/evaluate.ts';
import { renderEvaluation } from '../../report/evaluation.ts';
import type { Invocation } from '../command.ts';
import { printer, warner } from '../printer.ts';

export async function evaluate({ args, flags, given }: Invocation): Promise<void> {
  const [path, ...files] = args as [string, ...string[]];
  printer(flags).print(await evaluateModel(path, files, given, warner(flags)), renderEvaluation);
}
