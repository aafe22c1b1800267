/** The event of a command that fails. */

import { choice, count, event, text } from './fields.ts';

export const error = event(
  'error',
  'The command failed. If the exit code is not 0, this is the last event, except for `gradcheck`, which ends with its `verdict`.',
  {
    code: choice(
      ['usage', 'setting', 'input', 'out-of-memory', 'diverged', 'score', 'interrupted', 'bug'],
      'the kind of failure: `usage` (the command line cannot be parsed), `setting` (a setting cannot be used), `input` (a file ' +
        'cannot be used), `out-of-memory`, `diverged` (in all arms), `score` (below `⟪failUnder⟫`), `interrupted` (by a ' +
        'signal) or `bug`',
    ),
    message: text('one line for people'),
    exitCode: count('exit code of the program'),
  },
);
