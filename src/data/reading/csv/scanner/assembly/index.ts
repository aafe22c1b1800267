// What the host calls: the one file that is compiled.
export { configure, heapBase, place } from "./state";
export { readDates } from "./dates";
export { lastRecordEnd, openedAt } from "./ends";
export { scanRecords } from "./records";
export { readNumbers } from "./numbers";
export { readTexts } from "./texts";
