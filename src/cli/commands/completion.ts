/** `completion`: a script for a shell. */

import type { Invocation } from '../command.ts';
import { completionScript, type Shell } from '../completion.ts';

export async function completion({ args }: Invocation): Promise<void> {
  // The parser has already checked the choice.
  process.stdout.write(completionScript(args[0] as Shell));
}
