/** The width of lines that are written to a stream. */

/** Width if nothing says another. */
const DEFAULT_WIDTH = 80;

/** That of the terminal, at most `max`; for other streams that of the environment, where it is set. */
export function streamWidth({ isTTY, columns }: NodeJS.WriteStream, max: number, env = process.env): number {
  return Math.min((isTTY ? columns : Number(env.COLUMNS)) || DEFAULT_WIDTH, max);
}
