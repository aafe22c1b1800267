/** Where the command line comes from, and the folder in `dist` that its bundle goes to. */

export const MAIN = 'src/cli/main.ts';
export const PROGRAM = 'program';
