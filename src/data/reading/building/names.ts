/** Names of columns, each of them different. */

/** Of the column at index `at`, when it has none. */
export function columnName(at: number): string {
  return `column ${at + 1}`;
}

/**
 * The names, trimmed. What has none gets one by its position; a name that others before it have gets a number behind it,
 * and a remark for people.
 */
export function uniqueNames(given: readonly string[]): { names: string[]; warnings: string[] } {
  const written = given.map((name, at) => name.trim() || columnName(at));
  const taken = new Set(written);
  const first = new Map<string, number>();
  const counts = new Map<string, number>();
  const warnings: string[] = [];
  const names = written.map((name, at) => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, at);
      return name;
    }
    // Earlier ones took the numbers before.
    let count = counts.get(name) ?? 2;
    while (taken.has(`${name} (${count})`)) count++;
    const renamed = `${name} (${count})`;
    taken.add(renamed);
    counts.set(name, count + 1);
    warnings.push(`columns ${earlier + 1} and ${at + 1} are both named '${name}'; the second is called '${renamed}'`);
    return renamed;
  });
  return { names, warnings };
}
