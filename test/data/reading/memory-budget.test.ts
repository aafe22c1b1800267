import { freemem } from 'node:os';
import { expect } from 'chai';
import { availableBytes, defaultBudget, parseSize, type System } from '../../../src/data/reading/memory-budget.ts';

describe('parseSize', () => {
  const sizes: [unknown, number][] = [
    ['800000000', 8e8],
    ['0', 0],
    ['12b', 12],
    ['500mb', 5e8],
    ['500 MB', 5e8],
    ['1.5kb', 1500],
    ['.5GB', 5e8],
    ['2tb', 2e12],
    ['2GiB', 2 * 2 ** 30],
    ['3kib', 3 * 1024],
    ['1.5g', 1.5 * 2 ** 30],
    ['64M', 64 * 2 ** 20],
    ['1k', 1024],
    [' 7 ', 7],
    [4096, 4096],
  ];
  for (const [text, bytes] of sizes) {
    it(`reads ${JSON.stringify(text)} as ${bytes} bytes`, () => {
      expect(parseSize(text)).to.equal(bytes);
    });
  }

  for (const text of [
    '',
    'mb',
    '-1',
    '1e9',
    '5 x',
    '1,5g',
    '5mbb',
    '5i',
    '1.2.3',
    '9999999tb',
    -1,
    1.5,
    Number.NaN,
    null,
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(parseSize(text)).to.equal(undefined);
    });
  }
});

describe('availableBytes', () => {
  const GIB = 2 ** 30;

  function systemOf(files: Record<string, string>, others: Partial<System> = {}): System {
    return { read: path => files[path] ?? null, free: 8 * GIB, total: 16 * GIB, platform: 'linux', ...others };
  }

  it('is the free memory of the system where there are no control groups', () => {
    expect(availableBytes(systemOf({}))).to.equal(8 * GIB);
  });

  it('is the free memory of the tightest control group, parents included, with cached files as free', () => {
    const files = {
      '/proc/self/cgroup': '0::/outer/inner\n',
      '/sys/fs/cgroup/outer/inner/memory.max': 'max\n',
      '/sys/fs/cgroup/outer/inner/memory.current': `${GIB}\n`,
      '/sys/fs/cgroup/outer/memory.max': `${4 * GIB}\n`,
      '/sys/fs/cgroup/outer/memory.current': `${3 * GIB}\n`,
    };
    expect(availableBytes(systemOf(files))).to.equal(GIB);
    const stat = { '/sys/fs/cgroup/outer/memory.stat': `anon 5\ninactive_file ${2 * GIB}\n` };
    expect(availableBytes(systemOf({ ...files, ...stat }))).to.equal(3 * GIB);
    expect(availableBytes(systemOf({ ...files, ...stat }, { free: GIB }))).to.equal(GIB);
  });

  it('respects the limit of a container, which sees its own group as the root', () => {
    const files = {
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/memory.max': `${2 * GIB}`,
      '/sys/fs/cgroup/memory.current': `${GIB}`,
    };
    expect(availableBytes(systemOf(files))).to.equal(GIB);
  });

  it('supports version 1 of control groups, also where the path is that of the host', () => {
    const files = {
      '/proc/self/cgroup': '5:cpu:/x\n4:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${2 * GIB}`,
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${GIB}`,
      '/sys/fs/cgroup/memory/memory.stat': `inactive_file 1\ntotal_inactive_file ${GIB / 2}\n`,
    };
    expect(availableBytes(systemOf(files))).to.equal(1.5 * GIB);
  });

  it('is never below 0', () => {
    const files = {
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/memory.max': '10',
      '/sys/fs/cgroup/memory.current': '20',
    };
    expect(availableBytes(systemOf(files))).to.equal(0);
  });

  it('assumes a quarter of the memory to be free on macOS, which reports only unused memory', () => {
    expect(availableBytes(systemOf({}, { platform: 'darwin', free: 100 }))).to.equal(4 * GIB);
    expect(availableBytes(systemOf({}, { platform: 'win32', free: 100 }))).to.equal(100);
  });

  it('is above 0 on this machine, and half of it is the default budget', () => {
    expect(availableBytes()).to.be.greaterThan(2 ** 20);
    expect(defaultBudget()).to.be.within(2 ** 19, freemem() + 2 ** 30);
  });
});
