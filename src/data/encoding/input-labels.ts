/** What each number of an encoded row stands for, in words, so that two encodings can be told apart. */

import { circles } from '../tables/cells/calendar.ts';
import type { Input } from './inputs.ts';

/** In the order of the network's inputs: "'age'", "'age' missing", "'island' = 'Dream'", "weekday of 'day' (sine)". */
export function inputLabels(inputs: readonly Input[]): string[] {
  return inputs.flatMap(input => [...ownLabels(input), ...(input.indicator ? [`'${input.name}' missing`] : [])]);
}

function ownLabels(input: Input): string[] {
  const name = `'${input.name}'`;
  switch (input.kind) {
    case 'numeric':
      return [name];
    case 'boolean':
      return [`${name} = '${input.yes}'`];
    case 'categorical':
      return [...input.categories.map(text => `${name} = '${text}'`), ...(input.other ? [`any other ${name}`] : [])];
    case 'date':
      return input.parts.flatMap(({ part }) => {
        const of = `${part} of ${name}`;
        return circles.some(circle => circle === part) ? [`${of} (sine)`, `${of} (cosine)`] : [of];
      });
  }
}
