import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { withSettingsTables } from '../../src/cli/settings-tables.ts';
import { settingKeys } from '../../src/settings/table.ts';
import { root } from '../support/fixtures.ts';

describe('docs/settings.md', () => {
  const document = readFileSync(join(root, 'docs/settings.md'), 'utf8');

  it("has the program's own tables; 'npm run docs' writes them", () => {
    expect(withSettingsTables(document)).to.equal(document);
  });

  it('has a row for every setting', () => {
    for (const key of settingKeys) expect(document).to.contain(`\n| \`${key}\` | `);
  });
});
