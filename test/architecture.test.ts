import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { root } from './support/fixtures.ts';

/** Which rooms of src a room may import from, besides itself and the leaves. */
const allowed: Record<string, string[]> = {
  cli: ['experiment', 'prediction', 'export', 'saved', 'training', 'data', 'model', 'kernels', 'report'],
  experiment: ['saved', 'training', 'data', 'model', 'kernels'],
  prediction: ['saved', 'training', 'data', 'model', 'kernels'],
  export: ['saved', 'training', 'data', 'model', 'kernels'],
  saved: ['training', 'data', 'model', 'kernels'],
  training: ['data', 'model', 'kernels'],
  data: ['model', 'kernels'],
  model: ['kernels'],
  report: ['experiment', 'prediction', 'saved', 'training', 'model'],
  kernels: [],
};
const leaves = ['collect.ts', 'errors.ts', 'format.ts', 'random.ts', 'version.ts'];
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

const room = (path: string) => path.split('/')[0]!;

describe('the layout of src', () => {
  const all = imports();

  it('is read by this test: there are imports, and they lead to files', () => {
    expect(all.length).to.be.greaterThan(50);
    const files = new Set(filesOf(source).map(file => relative(source, file)));
    for (const { from, to } of all) expect(files.has(to), `${from} imports ${to}`).to.equal(true);
  });

  it('has imports one way: cli, experiment, prediction and export, saved, training, data and model, kernels', () => {
    const wrong = all.filter(({ from, to }) => {
      if (from === 'index.ts' || leaves.includes(to)) return false;
      return room(from) !== room(to) && !(allowed[room(from)] ?? []).includes(room(to));
    });
    expect(wrong).to.deep.equal([]);
  });

  it('has leaves that import nothing but leaves', () => {
    expect(all.filter(({ from, to }) => leaves.includes(from) && !leaves.includes(to))).to.deep.equal([]);
  });

  it('has a report that knows of other rooms only their types', () => {
    const wrong = all.filter(
      ({ from, to, onlyTypes }) => room(from) === 'report' && room(to) !== 'report' && !onlyTypes,
    );
    expect(wrong.filter(({ to }) => !leaves.includes(to))).to.deep.equal([]);
  });

  it('has data that takes nothing from model but what a task is', () => {
    const taken = new Set(
      all.filter(({ from, to }) => room(from) === 'data' && room(to) === 'model').map(({ to }) => to),
    );
    expect([...taken]).to.deep.equal(['model/loss.ts']);
  });

  it('has no room that nobody planned', () => {
    const rooms = readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory());
    expect(rooms.map(entry => entry.name)).to.have.members(Object.keys(allowed));
  });
});
