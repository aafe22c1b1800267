/** Labels at the right end of lines. */

/** As many characters as fit beside the plot, and in a narrow figure. */
const [MAX_LENGTH, MAX_NARROW] = [20, 11];

/** A name and what is said of it, in narrow figures on a line of its own. A long name is cut. */
export function labelOf(name: string, text: string, narrow: boolean): string {
  const room = narrow ? MAX_NARROW : MAX_LENGTH - 1 - text.length;
  const characters = [...name];
  const short = characters.length <= room ? name : `${characters.slice(0, room - 1).join('')}…`;
  return `${short}${narrow ? '\n' : ' '}${text}`;
}
