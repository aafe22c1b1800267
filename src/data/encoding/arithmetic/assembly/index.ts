// What the host calls: the one file that is compiled.
export { momentsOfRows } from "./moments";
export { standardizeRows } from "./standardize";

/** Where the host's memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
