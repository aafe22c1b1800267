/** The library that draws figures, which the build bundles into a file beside this one: see bundle.json. */

import type { PlotOptions } from '@observablehq/plot';

/** What is used of the elements of a document. */
export interface Drawn {
  readonly outerHTML: string;
  querySelectorAll(selectors: string): Iterable<Drawn>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
}

interface Library {
  readonly Plot: typeof import('@observablehq/plot');
  readonly parseHTML: (html: string) => { readonly document: unknown };
}

const { Plot, parseHTML } = (await import(new URL('./drawing.mjs', import.meta.url).href)) as Library;
const { document } = parseHTML('<!doctype html><html><body></body></html>');

export { Plot };

export function draw(options: PlotOptions): Drawn {
  return Plot.plot({ ...options, document } as PlotOptions) as unknown as Drawn;
}
