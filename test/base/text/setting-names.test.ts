import { expect } from 'chai';
import fc from 'fast-check';
import { asFlag, asProperty, nameSettings, nameSettingsIn, settingTo } from '../../../src/base/text/setting-names.ts';

describe('names of settings in a message', () => {
  const cases: [message: string, flags: string, properties: string][] = [
    ['⟪batchSize⟫: got 1', '--batch-size: got 1', 'batchSize: got 1'],
    ['with ⟪onError=skip⟫ they', 'with --on-error skip they', "with onError: 'skip' they"],
    ['⟪shuffle=false⟫ and ⟪nesterov=true⟫', '--no-shuffle and --nesterov', 'shuffle: false and nesterov: true'],
    ['⟪validation=0⟫', '--validation 0', 'validation: 0'],
    ['⟪thousands=,⟫', '--thousands ,', "thousands: ','"],
    [settingTo('layers', [32, 16]), '--layers 32,16', 'layers: [32,16]'],
    [settingTo('lr', 2e19), '--lr 2e19', 'lr: 20000000000000000000'],
    [settingTo('memory', 2e9), '--memory 2000000000', 'memory: 2000000000'],
    [settingTo('layers', []), '--layers none', 'layers: []'],
    [settingTo('drop', 'a b'), "--drop 'a b'", "drop: 'a b'"],
    [settingTo('drop', "it's"), "--drop 'it'\\''s'", "drop: 'it's'"],
  ];
  for (const [message, flags, properties] of cases) {
    it(`are flags for a shell, or properties: ${message}`, () => {
      expect(nameSettings(message, asFlag)).to.equal(flags);
      expect(nameSettings(message, asProperty)).to.equal(properties);
    });
  }

  it('are put in whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        expect(nameSettings(`(${settingTo('drop', `${value}⟫`)})`, (_, given) => String(given))).to.equal(
          `(${value}⟫)`,
        );
      }),
    );
  });

  it('are put into all texts of an event, and nothing else of it changes', () => {
    const event = { message: '⟪lr⟫', rows: [1, null, { why: 'not in ⟪keep⟫' }], shuffled: true };
    const named = { message: '--lr', rows: [1, null, { why: 'not in --keep' }], shuffled: true };
    expect(nameSettingsIn(event, asFlag)).to.deep.equal(named);
  });
});
