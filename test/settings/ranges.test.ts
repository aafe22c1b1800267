import assert from 'node:assert/strict';
import { UserError } from '../../src/base/errors.ts';
import { valuesOfSetting } from '../../src/settings/ranges.ts';
import type { SettingKey } from '../../src/settings/table.ts';

function refused(key: SettingKey, given: unknown): string {
  try {
    valuesOfSetting(key, given);
  } catch (error) {
    assert(error instanceof UserError);
    return error.message;
  }
  return 'accepted';
}

describe('values of a setting', () => {
  it('are a list, or one', () => {
    assert.deepEqual(valuesOfSetting('lr', '0.01, 0.1,1'), [0.01, 0.1, 1]);
    assert.deepEqual(valuesOfSetting('lr', '0.1'), [0.1]);
    assert.deepEqual(valuesOfSetting('lr', [0.01, 0.1]), [0.01, 0.1]);
    assert.deepEqual(valuesOfSetting('lr', 0.1), [0.1]);
    assert.deepEqual(valuesOfSetting('activation', 'relu,tanh'), ['relu', 'tanh']);
    assert.deepEqual(valuesOfSetting('nesterov', [true, false]), [true, false]);
  });

  it('are a range with both ends, by equal ratios where that suits the setting', () => {
    assert.deepEqual(valuesOfSetting('lr', '0.001..1:4'), [0.001, 0.01, 0.1, 1]);
    assert.deepEqual(valuesOfSetting('initScale', '1e-3..1e1:3'), [0.001, 0.1, 10]);
    assert.deepEqual(valuesOfSetting('momentum', '0..0.9:4'), [0, 0.3, 0.6, 0.9]);
    assert.deepEqual(valuesOfSetting('lr', '0.1..0.5:5lin'), [0.1, 0.2, 0.3, 0.4, 0.5]);
    assert.deepEqual(valuesOfSetting('momentum', '0.01..0.1:2log'), [0.01, 0.1]);
    assert.deepEqual(valuesOfSetting('lr', '.5..1.5:3lin'), [0.5, 1, 1.5]);
  });

  it('may mix ranges and numbers', () => {
    assert.deepEqual(valuesOfSetting('lr', '0.001..0.1:3,1'), [0.001, 0.01, 0.1, 1]);
  });

  it('are whole numbers where the setting takes only these', () => {
    assert.deepEqual(valuesOfSetting('batchSize', '8..512:7'), [8, 16, 32, 64, 128, 256, 512]);
    assert.deepEqual(valuesOfSetting('epochs', '10..30:3'), [10, 20, 30]);
    assert.match(refused('batchSize', '2..4:5'), /3 different whole numbers/);
  });

  it('are separated by slashes where one value has commas', () => {
    assert.deepEqual(valuesOfSetting('layers', '100,50'), [[100, 50]]);
    assert.deepEqual(valuesOfSetting('layers', '100,50/30'), [[100, 50], [30]]);
    assert.deepEqual(valuesOfSetting('betas', '0.9,0.999/0.5,0.9'), [
      [0.9, 0.999],
      [0.5, 0.9],
    ]);
    assert.deepEqual(valuesOfSetting('layers', [[100, 50], [30]]), [[100, 50], [30]]);
    assert.deepEqual(valuesOfSetting('layers', [100, 50]), [[100, 50]]);
  });

  it('are networks where layers are all written as width x number', () => {
    assert.deepEqual(valuesOfSetting('layers', '10x2,10x3'), [
      [10, 10],
      [10, 10, 10],
    ]);
    assert.deepEqual(valuesOfSetting('layers', 'none,10x1'), [[], [10]]);
    assert.deepEqual(valuesOfSetting('layers', '10x2,5'), [[10, 10, 5]]);
    assert.deepEqual(valuesOfSetting('layers', '50x7'), [Array(7).fill(50)]);
  });

  it('are refused with what the setting takes', () => {
    assert.match(refused('lr', '0.1,0'), /^⟪lr⟫: got '0', takes a number above 0; or several, as in 0.001..1:7/);
    assert.match(refused('lr', '0..1:5'), /start above 0/);
    assert.match(refused('lr', '1..0:5'), /start above 0/);
    assert.match(refused('lr', '1..0.1:5'), /runs backwards; write 0.1..1:5$/);
    assert.match(refused('lr', '1..1:5'), /ends are equal/);
    assert.match(refused('lr', '0.1..1'), /say how many values, as in 0.1..1:5$/);
    assert.match(refused('lr', '0.1..1:1'), /take 2 to 10000 values/);
    assert.match(refused('lr', '0.1..x:3'), /got '0.1..x:3', takes a number above 0/);
    assert.match(refused('lr', '0.1,0.1'), /has 0.1 twice/);
    assert.match(refused('lr', ''), /got '', takes/);
    assert.match(refused('lr', []), /got an empty list, takes a number above 0/);
    assert.match(refused('activation', 'relu,rely'), /got 'rely', takes one or more of relu/);
    assert.match(refused('momentum', '0..1:3'), /got '1', takes a number from 0 to below 1/);
  });
});
