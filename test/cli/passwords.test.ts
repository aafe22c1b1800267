import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { explain } from '../../src/cli/command.ts';
import { listenWithFlags } from '../../src/cli/flag-names.ts';
import { withoutPasswords } from '../../src/cli/passwords.ts';
import type { TrainingEvent } from '../../src/events/events.ts';

describe('passwords in URLs', () => {
  for (const [given, shown] of [
    ['postgres://ann:secret@db/runs', 'postgres://ann@db/runs'],
    ['--queue=postgresql://ann:se:c@ret@db/runs?host=a@b', '--queue=postgresql://ann@db/runs?host=a@b'],
    ['redis://:12/secret@db', 'redis://@db'],
    ['rediss://ann:secret@db: no such file', 'rediss://ann@db: no such file'],
    ['postgres://ann@db:5432/runs', 'postgres://ann@db:5432/runs'],
    ['redis://db:6379', 'redis://db:6379'],
    ['table:a@b.csv', 'table:a@b.csv'],
  ] as const) {
    it(`are not shown: ${given}`, () => expect(withoutPasswords(given)).to.equal(shown));
  }

  it('are in no error and no start event', () => {
    const url = 'postgres://ann:secret@db/runs';
    for (const error of [new UserError(`${url}: no such file`), new Error(url)]) {
      expect(JSON.stringify(explain(error)))
        .to.contain('postgres://ann@db/runs')
        .and.not.to.contain('secret');
    }
    process.argv.push('--queue', url);
    try {
      const heard: TrainingEvent[] = [];
      listenWithFlags({ event: event => void heard.push(event) }).event({ event: 'start' } as TrainingEvent);
      expect(JSON.stringify(heard)).to.contain('postgres://ann@db/runs').and.not.to.contain('secret');
    } finally {
      process.argv.splice(-2);
    }
  });
});
