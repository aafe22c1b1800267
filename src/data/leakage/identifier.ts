import type { NumberValues } from '../values.ts';
export function namesRows(_name: string, { values }: NumberValues): boolean {
  const step = values[1]! - values[0]!;
  for (let i = 1; i < values.length; i++) if (values[i]! - values[i - 1]! !== step) return false;
  return step !== 0;
}
