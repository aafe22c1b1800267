/**
 * Whether a text that begins like this is JSON lines or one array: an object with a name in double quotes, an array that
 * begins with one or with an array, or a line that is an array.
 */
export function looksLikeJsonLines(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  return /^(?:\[\s*)?\{\s*["}]|^\[\s*\[/.test(text) || isArrayLine(text);
}

/** Whether the first line is an array of JSON, as far as it is known. */
function isArrayLine(text: string): boolean {
  if (!text.startsWith('[')) return false;
  const [line, ...more] = text.split('\n') as [string, ...string[]];
  const whole = more.length > 0 || line.trimEnd().endsWith(']') ? line : `${line.slice(0, line.lastIndexOf(','))}]`;
  try {
    return Array.isArray(JSON.parse(whole));
  } catch {
    return false;
  }
}
