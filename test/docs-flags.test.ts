/** Commands in the docs, whether or not they can be run in a test, have flags that there are. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { commands } from '../src/cli/commands.ts';
import { flagsOf } from '../src/cli/help.ts';
import { root } from './support/fixtures.ts';

type Name = keyof typeof commands;

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`)].filter(name =>
  name.endsWith('.md'),
);

/** What follows the word bntrain in code, to the end of the line or of the command; a line may go on in the next one. */
function commandsIn(text: string): string[] {
  const whole = text.replaceAll(/\\\n\s*/g, '');
  const blocks = [...whole.matchAll(/^ {4}.*$/gm)].map(([line]) => line);
  const spans = [...whole.matchAll(/`(bntrain [^`]*)`/g)].map(match => match[1]!);
  return [...blocks, ...spans].flatMap(line => /\bbntrain (.*?)(?: #|[|>;&]|$)/.exec(line)?.[1] ?? []);
}

describe('commands in the docs', () => {
  for (const page of pages) {
    const found = commandsIn(readFileSync(join(root, page), 'utf8'));
    if (found.length > 0)
      it(`of ${page} have flags that there are`, () => {
        for (const command of found) {
          const [first = ''] = command.split(' ');
          const name = (first in commands ? first : 'compare') as Name;
          const known = flagsOf(name).flatMap(({ long, short }) => [...long, `-${short}`]);
          const flags = command.split(/[\s'"]+/).filter(word => /^--?[a-z]/.test(word));
          for (const flag of flags.map(each => each.replace(/=.*/, ''))) {
            expect([...known, '--help', '--help-all', '--version', '--verbose'], command).to.include(flag);
          }
        }
      });
  }
});
