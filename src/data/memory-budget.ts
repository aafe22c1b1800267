export function parseSize(given: unknown): number | undefined { return Number(given) || undefined; }
