/** How to get a BLAS on this system, in one sentence without a full stop. */

import { readFileSync } from 'node:fs';

/** Commands of Linux distributions, by the names in /etc/os-release. */
const commands: Readonly<Record<string, string>> = {
  debian: 'apt-get install libopenblas0-pthread',
  ubuntu: 'apt-get install libopenblas0-pthread',
  fedora: 'dnf install openblas-threads',
  rhel: 'dnf install openblas-threads',
  arch: 'pacman -S openblas',
  alpine: 'apk add openblas',
  suse: 'zypper install libopenblas_pthreads0',
};

export function howToGetBlas(platform = process.platform, osRelease = readOsRelease()): string {
  if (platform === 'darwin') return 'macOS has Accelerate, which this system hides; brew install openblas adds another';
  if (platform === 'win32') {
    return "download OpenBLAS from https://github.com/OpenMathLib/OpenBLAS/releases, and put its 'bin' folder on the PATH";
  }
  const names = [/^ID=(.*)$/m, /^ID_LIKE=(.*)$/m].flatMap(line =>
    (line.exec(osRelease)?.[1] ?? '').replaceAll('"', '').split(' '),
  );
  const command = names.map(name => commands[name]).find(each => each !== undefined);
  return command === undefined ? "install the system's package of OpenBLAS" : `${command} adds OpenBLAS`;
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
