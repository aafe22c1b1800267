import type { Invocation } from '../command.ts';
export async function completion(_: Invocation): Promise<void> {}
