/** Whether the arms were asked to end: the flag that all threads of an experiment share. */
export function isAskedToEnd({ control }: { readonly control: Int32Array }): boolean {
  return Atomics.load(control, 0) !== 0;
}
