/** The value of a setting in full, as a cell of a table or a part of a name: 0.05, relu, 100 50 for layers; null is empty. */
export function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(settingText).join(' ');
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value ?? {});
  return entries.map(([name, each]) => `${name}=${settingText(each)}`).join(' ');
}
