import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const script = join(root, 'scripts/build/build.js');
const kernel = 'src/assembly/sum.wasm';

/** A checkout in small: one module and one kernel. */
const checkout = {
  'package.json': JSON.stringify({ type: 'module' }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'ES2023', module: 'NodeNext', rootDir: '.', types: [], noEmitOnError: false },
    include: ['src'],
    exclude: ['src/assembly'],
  }),
  'src/main.ts': 'export const answer: number = 42;\n',
  'src/assembly/asconfig.json': JSON.stringify({
    entries: ['index.ts'],
    options: { runtime: 'stub' },
    targets: { sum: { outFile: '../../dist/src/assembly/sum.wasm' } },
  }),
  'src/words/copy.json': JSON.stringify({ package: 'typescript', files: { 'package.json': 'package.json' } }),
  'src/assembly/index.ts': 'export function sum(a: i32, b: i32): i32 { return a + b; }\n',
};

describe('build', () => {
  const { path: folder } = temporaryFolder();
  const dist = join(folder, 'dist');

  function write(name: string, text: string) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }

  function read(name: string): string {
    return readFileSync(join(dist, name), 'utf8');
  }

  function build() {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  const nothing = { status: 0, stdout: '', stderr: '' };

  /** Folders that a build left beside `dist`. */
  function leftovers(): string[] {
    return readdirSync(folder).filter(name => name.startsWith('.dist'));
  }

  before(() => {
    for (const [name, text] of Object.entries(checkout)) write(name, text);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    expect(build().stderr).to.equal(`built modules, ${kernel}, src/words\n`);
  });

  it('makes modules and kernels', () => {
    expect(read('src/main.js')).to.contain('answer = 42');
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(dist, kernel))), {});
    expect((exports as { sum(a: number, b: number): number }).sum(2, 3)).to.equal(5);
    expect(leftovers()).to.deep.equal([]);
  });

  it('copies files of packages', () => {
    expect(read('src/words/package.json')).to.equal(
      readFileSync(join(root, 'node_modules/typescript/package.json'), 'utf8'),
    );
    rmSync(join(dist, 'src/words/package.json'));
    expect(build().stderr).to.equal('built src/words\n');
  });

  it('does nothing when nothing changed', () => {
    const { ino, mtimeMs } = statSync(dist);
    expect(build()).to.deep.equal(nothing);
    expect(statSync(dist)).to.include({ ino, mtimeMs });
  });

  it('makes only what changed, without what earlier builds made of deleted sources', () => {
    write('src/other.ts', 'export const other = 1;\n');
    expect(build().stderr).to.equal('built modules\n');
    expect(existsSync(join(dist, 'src/other.js'))).to.equal(true);
    rmSync(join(folder, 'src/other.ts'));
    expect(build().stderr).to.equal('built modules\n');
    expect(existsSync(join(dist, 'src/other.js'))).to.equal(false);

    write('src/assembly/index.ts', checkout['src/assembly/index.ts'].replace('a + b', 'b + a'));
    expect(build().stderr).to.equal(`built ${kernel}\n`);
    expect(build()).to.deep.equal(nothing);
  });

  it('repairs a result that was changed or lost', () => {
    rmSync(join(dist, 'src/main.js'));
    expect(build().stderr).to.equal('built modules\n');
    writeFileSync(join(dist, kernel), 'spoilt');
    expect(build().stderr).to.equal(`built ${kernel}\n`);
  });

  it('leaves dist as it was when a source has an error', () => {
    write('src/main.ts', "export const answer: number = 'forty-two';\n");
    const { ino } = statSync(dist);
    const { status, stdout } = build();
    expect(status).to.equal(1);
    expect(stdout).to.match(/src\/main.ts.*'string' is not assignable to type 'number'/);
    write('src/main.ts', checkout['src/main.ts']);
    write('src/assembly/index.ts', 'export function sum(): i32 { return missing; }\n');
    expect(build()).to.include({ status: 1 }).and.property('stderr').contains("Cannot find name 'missing'");
    write('src/assembly/index.ts', checkout['src/assembly/index.ts']);
    expect(statSync(dist).ino).to.equal(ino);
    expect(leftovers()).to.deep.equal([]);
  });

  it('may run twice at once', async () => {
    write('src/main.ts', 'export const answer = 43;\n');
    const both = [0, 1].map(() => spawn(process.execPath, [script, folder], { stdio: 'ignore' }));
    const codes = await Promise.all(both.map(async child => (await once(child, 'close'))[0]));
    expect(codes).to.deep.equal([0, 0]);
    expect(read('src/main.js')).to.contain('answer = 43');
    expect(leftovers()).to.deep.equal([]);
    expect(build()).to.deep.equal(nothing);
  });

  it('can be killed at any moment: dist stays as it was or is complete, and the next build needs no help', async () => {
    for (const [index, milliseconds] of [60, 200, 400].entries()) {
      write('src/main.ts', `export const answer = ${index};\n`);
      const previous = read('src/main.js');
      const child = spawn(process.execPath, [script, folder], { stdio: 'ignore', detached: true });
      await setTimeout(milliseconds);
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It was faster.
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      // One folder takes the place of another in two renames; only between them is there none.
      if (existsSync(dist)) expect(read('src/main.js')).to.be.oneOf([previous, `export const answer = ${index};\n`]);
      expect(build()).to.include({ status: 0 });
      expect(read('src/main.js')).to.equal(`export const answer = ${index};\n`);
      expect(leftovers()).to.deep.equal([]);
    }
  });

  it('removes folders of ended builds, and none of a build that runs', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const ended = [`.dist-${pid}`, `.dist-${pid}-old`];
    const running = `.dist-${process.pid}`;
    for (const name of [...ended, running]) mkdirSync(join(folder, name));
    expect(build()).to.deep.equal(nothing);
    expect(leftovers()).to.deep.equal([running]);
  });
});
