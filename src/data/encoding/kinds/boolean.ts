/** Columns of two texts such as no and yes: one number, 1 for yes. */

import { malformed, string } from '../../../base/files/json.ts';
import { shownName } from '../../../base/text/format.ts';
import { booleanPair } from '../../tables/cells/booleans.ts';
import type { KindDefinition } from './kind.ts';
import { presentCodes } from './text-facts.ts';

export const boolean: KindDefinition<'boolean', 'texts'> = {
  facts: 'texts',
  fit: ({ name, dictionary }, facts) => {
    const present = presentCodes(facts).length;
    if (present === 0) return null;
    const [no, yes] = booleanPair(dictionary!.categories)!;
    const indicator = facts.missing > 0;
    return { input: { kind: 'boolean', name, no, yes, indicator }, constant: present === 1 && !indicator };
  },
  fromJson: (of, common) => {
    const [no, yes] = [string(of.no), string(of.yes)];
    if (no === yes) throw malformed('two texts');
    return { kind: 'boolean', ...common, no, yes };
  },
  labels: ({ name, yes }) => [`'${name}' = '${yes}'`],
  describe: ({ no, yes, indicator }) => `${shownName(yes)} is 1, ${shownName(no)} is 0${indicator ? '; missing' : ''}`,
};
