import { expect } from 'chai';
import { probablyTrains } from '../../src/cli/probably-trains.ts';

describe('a command line', () => {
  const trains = (line: string) => probablyTrains(line.split(' '));

  it('probably trains if it names a file, and no other command', () => {
    for (const line of ['data/iris.csv', 'compare data/iris.csv', 'train data/iris.csv -e 5', '--json data/iris.csv']) {
      expect(trains(line), line).to.equal(true);
    }
    for (const line of [
      '',
      'sweep data/iris.csv',
      'predict model.st data/iris.csv',
      'compare missing.csv',
      'train data',
    ]) {
      expect(trains(line), line).to.equal(false);
    }
  });

  it('that asks for help, the version, an ensemble or several seeds starts no thread early', () => {
    for (const flag of ['--help', '-h', '--version', '--ensemble 5', '--seeds=3', '--seeds 3']) {
      expect(trains(`data/iris.csv ${flag}`), flag).to.equal(false);
    }
  });

  it('is no place for errors: what cannot be looked at is no file', () => {
    expect(trains('x'.repeat(5000))).to.equal(false);
    expect(trains('package.json/iris.csv')).to.equal(false);
  });
});
