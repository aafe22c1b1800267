import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';

const source = new URL('../../../../src/data/reading/input/source.js', import.meta.url).href;

/** Reads the first bytes of a pipe that stays open, then imports what many packages do. */
const PROGRAM = `
  import { openSource } from '${source}';
  const input = await openSource({ kind: 'stream', path: '-', bytes: null });
  const head = await input.head(3);
  await import('data:text/javascript,import { version } from "node:process"; export default version;');
  process.stdout.write(Buffer.from(head).toString() + ' and more');
  process.exit();
`;

describe('the standard input', () => {
  it('can be a pipe that is being read while a package that imports node:process loads', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [said, failed] = ['', ''];
    child.stdout.on('data', text => {
      said += text;
    });
    child.stderr.on('data', text => {
      failed += text;
    });
    child.stdin.on('error', () => {}).write('a,b\n'.repeat(100_000));
    await once(child, 'close');
    expect(failed).to.equal('');
    expect(said).to.equal('a,b and more');
  });
});
