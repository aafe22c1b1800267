/** The page of reproductions: commands, each with its result between two markers. */

export interface Shown {
  /** What the markers call it. */
  name: string;
  /** "bntrain compare ..." */
  command: string;
}

const REPRODUCTION = /^ {4}(bntrain .*)\n\n<!-- result: ([\w-]+) -->\n[\s\S]*?<!-- end of the result -->$/gm;

export function reproductionsIn(page: string): Shown[] {
  return [...page.matchAll(REPRODUCTION)].map(([, command, name]) => ({ name: name!, command: command! }));
}

export function withResult(page: string, name: string, result: string): string {
  return page.replaceAll(REPRODUCTION, (all, command: string, found: string) =>
    found === name ? `    ${command}\n\n<!-- result: ${name} -->\n\n${result}\n\n<!-- end of the result -->` : all,
  );
}

/** Without "bntrain". The commands of the page need no quotes. */
export function argumentsOf(command: string): string[] {
  return command.split(' ').slice(1);
}
