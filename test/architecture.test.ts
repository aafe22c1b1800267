import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { commandNames } from '../src/cli/commands.ts';
import { ownFlagKeys } from '../src/cli/flags.ts';
import { settingKeys } from '../src/settings/table.ts';
import { root } from './support/fixtures.ts';

/** The rooms of src in the order of imports: a room may import from those above it. Rooms in one row know nothing of each other. */
const order: readonly (readonly string[])[] = [
  ['base'],
  ['kernels'],
  ['network'],
  ['data/tables'],
  ['data/reading'],
  ['data/choosing'],
  ['data/encoding'],
  ['data/advice'],
  ['data/batches'],
  ['data'],
  ['optimizers'],
  ['settings'],
  ['events'],
  ['training'],
  ['saved'],
  ['prediction', 'export'],
  ['experiment'],
  ['evidence'],
  ['report'],
  ['library', 'queue'],
  ['cli'],
];
const source = join(root, 'src');

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.includes('/assembly/'))
    .map(name => join(folder, name));
}

interface Import {
  from: string;
  to: string;
  onlyTypes: boolean;
}

/** The imports of files of src by files of src, as paths from src. */
function imports(): Import[] {
  return filesOf(source).flatMap(file => {
    const text = readFileSync(file, 'utf8');
    const statements = [
      ...text.matchAll(/^(?:import|export) (type )?[^'"]*?from '(\.[^']*)'|import\('(\.[^']*)'\)/gms),
    ];
    return statements.map(([, type, path, lazy]) => {
      const target = join(dirname(file), (path ?? lazy)!).replace(/\.js$/, '.ts');
      return { from: relative(source, file), to: relative(source, target), onlyTypes: type !== undefined };
    });
  });
}

/** `data/tables` of `data/tables/store/store.ts`, `base` of `base/errors.ts`. */
function room(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === 'data' ? 2 : 1).join('/');
}

const level = (path: string) => order.findIndex(rooms => rooms.includes(room(path)));

describe('the layout of src', () => {
  const all = imports();

  it('contains imports that this test can read, and each leads to a file', () => {
    expect(all.length).to.be.greaterThan(50);
    const files = new Set(filesOf(source).map(file => relative(source, file)));
    for (const { from, to } of all) expect(files.has(to), `${from} imports ${to}`).to.equal(true);
  });

  it('has every file in a planned room, and no empty room', () => {
    const rooms = new Set(filesOf(source).map(file => room(relative(source, file))));
    expect([...rooms]).to.have.members(order.flat());
  });

  it('has imports one way, from each room to those before it', () => {
    const wrong = all.filter(({ from, to }) => room(from) !== room(to) && level(to) >= level(from));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).to.deep.equal([]);
  });

  it('has no two folders that import each other, types included; outside of data, a folder and its own subfolder may', () => {
    const pairs = new Set(
      all
        .filter(({ from, to }) => dirname(from) !== dirname(to))
        .map(({ from, to }) => `${dirname(from)} ${dirname(to)}`),
    );
    const both = [...pairs].filter(pair => pairs.has(pair.split(' ').reverse().join(' ')));
    const isNested = (pair: string) => {
      const [one, other] = pair.split(' ') as [string, string];
      return one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
    };
    expect(both.filter(pair => pair.startsWith('data') || !isNested(pair))).to.deep.equal([]);
  });

  it('has a report that imports only types from other rooms, except base', () => {
    const wrong = all.filter(
      ({ from, to, onlyTypes }) => room(from) === 'report' && !['report', 'base'].includes(room(to)) && !onlyTypes,
    );
    expect(wrong).to.deep.equal([]);
  });

  it('names no flag below the command line: settings in messages are ⟪keys⟫', () => {
    // Flags of V8 and of what else runs in this process.
    const foreign = /setFlagsFromString/;
    const found = filesOf(source)
      .filter(file => room(relative(source, file)) !== 'cli')
      .flatMap(file => {
        const lines = readFileSync(file, 'utf8').split('\n');
        const texts = lines.filter(line => !/^\s*(\/\*|\*|\/\/)/.test(line) && !foreign.test(line));
        return texts
          .filter(line => /['"`].*(?<![\w-])--(?!missing)[a-z]/.test(line))
          .map(line => `${relative(source, file)}: ${line.trim()}`);
      });
    expect(found).to.deep.equal([]);
  });

  it('has commands that know nothing of each other', () => {
    const commands = all.filter(({ from, to }) => [from, to].every(path => path.startsWith('cli/commands/')));
    expect(commands).to.deep.equal([]);
    expect(all.filter(({ to }) => to.startsWith('cli/commands/')).length).to.equal(commandNames.length);
  });

  it('names in messages only settings that there are', () => {
    const known = new Set<string>([...settingKeys, ...ownFlagKeys]);
    const texts = filesOf(source).map(file => readFileSync(file, 'utf8'));
    const named = texts.flatMap(text =>
      [...text.matchAll(/⟪([a-z]\w*)|settingTo\('(\w+)'/gi)].map(([, a, b]) => a ?? b!),
    );
    expect(named.length).to.be.greaterThan(80);
    expect([...new Set(named)].filter(key => !known.has(key))).to.deep.equal([]);
  });
});
