/** `completion`: a script for a shell. */

import type { Invocation } from '../command.ts';
import { completionScript, type Shell } from '../completion.ts';

export async function completion({ args }: Invocation): Promise<void> {
  // The parser has checked it against the choices.
  process.stdout.write(completionScript(args[0] as Shell));
}
