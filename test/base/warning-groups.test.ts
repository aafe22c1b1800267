import { expect } from 'chai';
import type { Warning } from '../../src/base/warn.ts';
import { groupWarnings, MAX_OF_A_KIND } from '../../src/base/warning-groups.ts';

const named = (name: string, at: number): Warning => ({
  code: 'format',
  message: `column ${at} is named '${name}' too`,
});

describe('grouped warnings', () => {
  it('are a few of each kind, and the number of the others', () => {
    const warnings = Array.from({ length: 50_000 }, (_, at) => named(`it's ${at}`, at));
    const other: Warning = { code: 'sorted', message: 'the file is sorted' };
    const shown = groupWarnings([...warnings, other]);
    expect(shown.slice(0, -1)).to.deep.equal([...warnings.slice(0, MAX_OF_A_KIND), other]);
    expect(shown.at(-1)).to.deep.equal({
      code: 'format',
      message: "... and 49,995 more like this: column 0 is named 'it's 0' too",
    });
  });

  it('are all there where they are few, or of other words or codes', () => {
    const few = Array.from({ length: MAX_OF_A_KIND }, (_, at) => named('x', at));
    const same: Warning = { ...few[0]!, code: 'threads' };
    const different: Warning = { code: 'format', message: "columns are named 'x'" };
    const all = [...few, same, different];
    expect(groupWarnings(all)).to.deep.equal(all);
  });
});
