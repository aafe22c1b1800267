import { expect } from 'chai';
import { Text } from '../../../../src/data/reading/input/text.ts';
import { memorySource, refusal } from '../../../support/sources.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

/** All of a text, as it is read in pieces of that size. */
async function contentOf(bytes: string | Uint8Array, encoding: string | null = null, pieceBytes = 3): Promise<string> {
  const text = await Text.open(memorySource(bytes, pieceBytes), encoding);
  const pieces: Buffer[] = [];
  for await (const piece of text.read()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

async function labelOf(bytes: string | Uint8Array, encoding: string | null = null): Promise<string> {
  return (await Text.open(memorySource(bytes), encoding)).encoding.label;
}

/** The message for bytes that are no text. */
async function complaint(bytes: string | Uint8Array, encoding: string | null = null): Promise<string> {
  const text = await Text.open(memorySource(bytes, 5), encoding);
  return refusal(text.head(1_000_000));
}

describe('Text', () => {
  it('is UTF-8 by default', async () => {
    expect(await labelOf('é,日\n')).to.equal('utf-8');
    expect(await contentOf('é,日\n')).to.equal('é,日\n');
  });

  it('follows a byte order mark rather than the setting, and removes it', async () => {
    expect(await contentOf('\ufeffé,b\n', 'latin1')).to.equal('é,b\n');
    for (const pieceBytes of [1, 2, 3, 100]) {
      expect(await contentOf(utf16le('\ufeffé,日\n'), null, pieceBytes)).to.equal('é,日\n');
      expect(await contentOf(utf16be('\ufeffé,日\n'), 'latin1', pieceBytes)).to.equal('é,日\n');
    }
    expect(await labelOf(utf16be('\ufeffa'))).to.equal('utf-16be');
  });

  it('reads any encoding of the Encoding Standard, by its labels', async () => {
    expect(await labelOf('', 'latin1')).to.equal('windows-1252');
    for (const pieceBytes of [1, 3]) {
      expect(await contentOf(latin1('caf\xe9 \x80\n'), 'latin1', pieceBytes)).to.equal('café €\n');
      expect(await contentOf(utf16le('é,日\n'), 'utf-16le', pieceBytes)).to.equal('é,日\n');
      expect(await contentOf(Buffer.from([0x93, 0xfa, 0x2c, 0x96, 0x7b]), 'shift_jis', pieceBytes)).to.equal('日,本');
    }
  });

  it('refuses an unknown label, and names some', async () => {
    expect(await refusal(Text.open(memorySource('a'), 'latin'))).to.equal(
      "⟪encoding⟫: 'latin' is not known; expected a label of the Encoding Standard, " +
        'such as utf-8, utf-16le, latin1, windows-1251, shift_jis or gb18030',
    );
  });

  it('reads a head of whole characters, and says whether it is the whole text', async () => {
    const text = await Text.open(memorySource('aé日'), null);
    for (const [bytes, expected] of [
      [1, 'a'],
      [2, 'a'],
      [3, 'aé'],
      [5, 'aé'],
      [6, 'aé日'],
      [7, 'aé日'],
    ] as const) {
      const head = await text.head(bytes);
      expect(head.bytes.toString()).to.equal(expected);
      expect(head.complete).to.equal(bytes >= 6);
    }
  });

  it('reports where bytes are not UTF-8, with the word around them', async () => {
    const says = 'is not UTF-8 text (byte 0xE9, as in "caf?"); if it is Latin-1, add ⟪encoding=latin1⟫';
    expect(await complaint(latin1('a,b\r\n1,2\r\n3,caf\xe9\r\n'))).to.equal(`t.csv:3:6: ${says}`);
    expect(await complaint(Buffer.concat([Buffer.from('é日,'), latin1('caf\xe9,x\n')]))).to.equal(`t.csv:1:7: ${says}`);
    expect(await complaint(latin1('a\rb,caf\xe9'), 'utf-8')).to.equal(`t.csv:2:6: ${says}`);
    expect(await complaint(latin1('na\xefve\x1b words\n'))).to.contain(
      't.csv:1:3: is not UTF-8 text (byte 0xEF, as in "na?ve")',
    );
  });

  it('reports a character that is cut short at the end', async () => {
    expect(await complaint(Buffer.from('a,日').subarray(0, 4))).to.contain('t.csv:1:3: is not UTF-8 text (byte 0xE6');
  });

  it('counts the place behind a byte order mark', async () => {
    expect(await complaint(Buffer.concat([Buffer.from('\ufeffab'), Buffer.from([0xff])]))).to.contain('t.csv:1:3: ');
  });

  it('reports where a zero byte is', async () => {
    const says = 'a zero byte; this is a binary file, or a damaged one';
    expect(await complaint('a,b\n1,\0\n')).to.equal(`t.csv:2:3: ${says}`);
    expect(await complaint(utf16le('\ufeffab\n\0'))).to.equal(`t.csv:2:1: ${says}`);
  });

  it('proposes UTF-16 where every other byte is zero', async () => {
    const says = 'every other byte is zero, as in UTF-16 text; add';
    expect(await complaint(utf16le('a,b\n1,2\n'))).to.equal(`t.csv: ${says} ⟪encoding="utf-16le"⟫`);
    expect(await complaint(utf16be('a,b\n1,é\n'))).to.equal(`t.csv: ${says} ⟪encoding="utf-16be"⟫`);
    expect(await complaint(Buffer.alloc(100))).to.contain('t.csv:1:1: a zero byte');
  });

  it('reports where a text is not in the encoding that was given or marked', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0x93, 0xfa, 0xff, 0x0a])]);
    expect(await complaint(bytes, 'shift_jis')).to.equal('t.csv:2:4: is not shift_jis text, which ⟪encoding⟫ says');
    const lone = Buffer.concat([utf16le('\ufeffa\nb'), Buffer.from([0x00, 0xd8]), utf16le('c')]);
    expect(await complaint(lone)).to.equal('t.csv:2:2: is not utf-16le text, which its byte order mark says');
    expect(await complaint(utf16le('ab').subarray(0, 3), 'utf-16le')).to.contain('t.csv:1:2: is not utf-16le text');
  });
});
