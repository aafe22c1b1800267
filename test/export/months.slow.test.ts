import { expect } from 'chai';
import { esModule } from '../../src/export/es-module.ts';
import { onnxModel } from '../../src/export/onnx.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { loadOnnx } from '../support/onnx.ts';

const AGREES = { relative: 1e-5, absolute: 1e-5 };

/** A month, a quarter and a time of day in seconds, as ONNX takes them. */
const moment = (n: number) => {
  const [year, month] = [1949 + Math.floor(n / 12), n % 12];
  const minutes = (n * 601) % 1440;
  return {
    month: Date.UTC(year, month) / 1000,
    quarter: Date.UTC(year, month - (month % 3)) / 1000,
    at: 60 * minutes,
    cells: [
      `${year}-${String(month + 1).padStart(2, '0')}`,
      `Q${1 + Math.floor(month / 3)} ${year}`,
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
    ],
  };
};

describe('a model of months, quarters and times of day', () => {
  const folder = temporaryFolder();
  const names = ['month', 'quarter', 'at'];
  const table = (first: number, count: number) => {
    const rows = Array.from({ length: count }, (_, n) => [...moment(first + n).cells, ((first + n) * 7) % 50].join());
    return `${[[...names, 'sold'].join(), ...rows].join('\n')}\n`;
  };

  it('predicts new rows in the same way from a table, from the ES module and from ONNX', async () => {
    const path = `${folder.path}/m.safetensors`;
    const flags = ['-t', 'sold', '--task', 'regression', '-e', '3', '-l', '8', '--quiet', '--save', path];
    const trained = bntrain(['train', folder.write('train.csv', table(0, 144)), ...flags]);
    expect(trained.status, trained.stderr).to.equal(0);
    const model = readModel(path);
    const parts = model.inputs.map(input => (input.kind === 'date' ? input.parts.map(({ part }) => part) : []));
    expect(parts).to.deep.equal([['year', 'month', 'day of year'], ['year', 'month', 'day of year'], ['time of day']]);

    const { stdout, stderr } = bntrain(['predict', path, folder.write('new.csv', table(144, 40)), '--json']);
    const expected = resultsOf(stdout).map(({ prediction }) => prediction as number);
    expect(expected, stderr).to.have.length(40);
    const rows = Array.from({ length: 40 }, (_, n) => moment(144 + n));

    const text = Buffer.from(esModule(model, 'm.safetensors')).toString('base64');
    const { predictAll } = await import(`data:text/javascript;base64,${text}`);
    const found = predictAll(rows.map(({ cells }) => Object.fromEntries(names.map((name, n) => [name, cells[n]]))));
    expectClose(
      found.map(({ value }: { value: number }) => value),
      expected,
      AGREES,
    );

    const onnx = await loadOnnx(onnxModel(model, 'raw'));
    const columns = new Map(
      (['month', 'quarter', 'at'] as const).map(name => [name, Float64Array.from(rows, row => row[name])]),
    );
    const [out] = (await onnx.run(40, columns)).values();
    expectClose([...(out!.values as number[])], expected, AGREES);
  });

  it('refuses a cell of another format, and shows one of its own', () => {
    const file = folder.write('other.csv', 'month,quarter,at\n1949-01,Q1 1949,1:30 PM\n');
    const { status, stderr } = bntrain(['predict', `${folder.path}/m.safetensors`, file]);
    expect(status).to.equal(2);
    expect(stderr).to.contain("column 'at' holds '1:30 PM', and its times are written as in '00:00'");
  });
});
