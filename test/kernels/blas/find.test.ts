import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { examine, findBlas } from '../../../src/kernels/blas/find.ts';
import { howToGetBlas } from '../../../src/kernels/blas/install.ts';
import { blasTitle } from '../../../src/kernels/blas/library.ts';
import { type NativeFunction, type NativeLibrary, nativeCalls } from '../../../src/kernels/blas/native.ts';
import { type Fake, fakeBlas } from '../../support/blas.ts';

/** A library with these functions, which get their arguments as they are. */
function libraryOf(functions: Record<string, NativeFunction>): NativeLibrary {
  return { find: declaration => functions[/(\w+)\(/.exec(declaration)![1]!] ?? null };
}

/** The functions of CBLAS, around whose names something may stand. */
function cblas(blas: Fake, { bits = 32, prefix = '', suffix = '' } = {}): Record<string, NativeFunction> {
  const dot = (n: number) => ((bits === 64 ? n : n | 0) > 0 ? 1 : 0);
  return {
    [`${prefix}cblas_sgemm${suffix}`]: blas.sgemm as unknown as NativeFunction,
    [`${prefix}cblas_sdot${suffix}`]: dot as NativeFunction,
  };
}

const openBlas = (called: unknown[] = []): Record<string, NativeFunction> => ({
  openblas_get_config: () => 'OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64',
  openblas_get_corename: () => 'Haswell',
  openblas_set_num_threads: (threads: unknown) => void called.push(threads),
});

const named = (functions: Record<string, NativeFunction>, name: (plain: string) => string) =>
  Object.fromEntries(Object.entries(functions).map(([plain, run]) => [name(plain), run]));

describe('a library', () => {
  it('is described by its name, its version and its core, and kept to one thread', () => {
    const blas = fakeBlas();
    const called: unknown[] = [];
    const found = examine(libraryOf({ ...cblas(blas), ...openBlas(called) }), 'libopenblas.so.0', blas.addressOf);
    expect(found).to.deep.equal({
      library: 'OpenBLAS',
      version: '0.3.21',
      core: 'Haswell',
      file: 'libopenblas.so.0',
      prefix: '',
      suffix: '',
      integerBits: 32,
    });
    expect(called).to.deep.equal([1]);
  });

  it('is known by its integers: 32 or 64 bits, whatever its names say', () => {
    for (const bits of [32, 64] as const) {
      const blas = fakeBlas();
      expect(examine(libraryOf(cblas(blas, { bits })), 'a.so', blas.addressOf)).to.include({ integerBits: bits });
    }
  });

  it('is found behind the names of SciPy and of 64-bit builds', () => {
    for (const prefix of ['', 'scipy_']) {
      for (const suffix of ['', '64_', '_64']) {
        const blas = fakeBlas();
        const functions = {
          ...cblas(blas, { bits: 64, prefix, suffix }),
          ...named(openBlas(), plain => `${prefix}${plain}${suffix}`),
        };
        const found = examine(libraryOf(functions), 'a.so', blas.addressOf);
        expect(found).to.include({ library: 'OpenBLAS', core: 'Haswell', prefix, suffix, integerBits: 64 });
      }
    }
  });

  it('that does not tell its name has that of its file', () => {
    const blas = fakeBlas();
    const found = examine(libraryOf(cblas(blas)), '/usr/lib/libcblas.so.3', blas.addressOf);
    expect(found).to.include({ library: 'libcblas.so.3', version: null });
    expect(blasTitle({ library: 'libcblas.so.3', version: null, core: 'a Xeon' })).to.equal('libcblas.so.3 (a Xeon)');
  });

  it('without the function, or with a wrong one, is refused with the reason', () => {
    expect(examine(libraryOf({}), 'a.so', () => 0)).to.equal('it has no function cblas_sgemm');
    const wrong = fakeBlas(() => () => {});
    expect(examine(libraryOf(cblas(wrong)), 'a.so', wrong.addressOf)).to.match(/^its products are wrong/);
  });
});

describe('findBlas', () => {
  before(function () {
    if (nativeCalls() === null) this.skip();
  });

  it('names a file that cannot be loaded, or is another library', () => {
    expect(() => findBlas('/nowhere/libopenblas.so')).to.throw(
      UserError,
      /^⟪blas⟫: \/nowhere\/libopenblas\.so: it cannot be loaded \(.*\)$/,
    );
    if (process.platform !== 'linux') return;
    expect(() => findBlas('libm.so.6')).to.throw(UserError, '⟪blas⟫: libm.so.6: it has no function cblas_sgemm');
  });

  it('says how to write the name of a file in the current folder, where the system does not look', function () {
    if (process.platform !== 'linux') this.skip();
    expect(() => findBlas('package.json')).to.throw(
      UserError,
      /; for the file in this folder, write \.\/package\.json$/,
    );
    expect(() => findBlas('./package.json')).to.throw(UserError, /it cannot be loaded \([^;]*\)$/);
    expect(() => findBlas('nothing.so')).to.throw(UserError, /it cannot be loaded \([^;]*\)$/);
  });

  /** With the variable that names a library. */
  function withVariable(value: string | undefined, run: () => void): void {
    const before = process.env.BNTRAIN_BLAS;
    const set = (to: string | undefined) => {
      if (to === undefined) delete process.env.BNTRAIN_BLAS;
      else process.env.BNTRAIN_BLAS = to;
    };
    set(value);
    try {
      run();
    } finally {
      set(before);
    }
  }

  it('says how to get one where none is found, and which libraries were refused', () => {
    withVariable(undefined, () => {
      expect(() => findBlas(null, ['libnone.so'])).to.throw(
        UserError,
        /^⟪engine=blas⟫: no BLAS library was found\. .*, or name one with ⟪blas⟫$/,
      );
      if (process.platform !== 'linux') return;
      expect(() => findBlas(null, ['libnone.so', 'libm.so.6'])).to.throw(
        UserError,
        'no BLAS library was found that can be used (libm.so.6: it has no function cblas_sgemm). ',
      );
    });
  });

  it('names the variable of the environment if the file comes from there', () => {
    withVariable('/nowhere/blas.so', () => {
      expect(() => findBlas(null)).to.throw(UserError, /^BNTRAIN_BLAS: \/nowhere\/blas\.so: it cannot be loaded/);
      expect(() => findBlas('/elsewhere/blas.so')).to.throw(UserError, /^⟪blas⟫: \/elsewhere\/blas\.so: /);
    });
  });
});

describe('how to get a BLAS', () => {
  it('is the command of the system', () => {
    const linux = (osRelease: string) => howToGetBlas('linux', osRelease);
    expect(linux('ID=debian\n')).to.equal('apt-get install libopenblas0-pthread adds OpenBLAS');
    expect(linux('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')).to.match(/^apt-get install /);
    expect(linux('ID=fedora\n')).to.equal('dnf install openblas-threads adds OpenBLAS');
    expect(linux('ID="rocky"\nID_LIKE="rhel centos fedora"\n')).to.match(/^dnf install /);
    expect(linux('ID=arch\n')).to.equal('pacman -S openblas adds OpenBLAS');
    expect(linux('ID=manjaro\nID_LIKE=arch\n')).to.match(/^pacman /);
    expect(linux('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n')).to.match(/^zypper /);
    expect(linux('')).to.equal("install the system's package of OpenBLAS");
    expect(howToGetBlas('darwin', '')).to.include('Accelerate');
    expect(howToGetBlas('win32', '')).to.include('https://github.com/OpenMathLib/OpenBLAS/releases');
  });
});
