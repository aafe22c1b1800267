/** Tables of made-up passengers, in the shapes in which Kaggle and seaborn publish those of the Titanic. */

import { Random } from '../../src/base/numbers/random.ts';

const NAMES = ['Almeida', 'Brandt', 'Ciobanu', 'Dahl', 'Eriksen', 'Farkas', 'Gupta', 'Haddad'];
const TITLES = ['Mr.', 'Mrs.', 'Miss.', 'Master.'];

const random = (seed: number) => {
  const numbers = Random.stream(seed, 'synthetic');
  return {
    below: (count: number) => numbers.below(count),
    chance: (share: number) => numbers.uniform() < share,
  };
};

/** Ages of which one in five is missing, fares, and words with commas and quotes inside. */
export function kaggleTitanic(rows: number, ticket?: (row: number) => string): string {
  const { below, chance } = random(1);
  const tickets = [() => `PC ${17_000 + below(900)}`, () => `A/5 ${below(30_000)}`, () => `C.A. ${below(40_000)}`];
  const lines = Array.from({ length: rows }, (_, n) => {
    const [last, title] = [NAMES[below(NAMES.length)]!, TITLES[below(TITLES.length)]!];
    const name = `"${last}, ${title} ${NAMES[below(NAMES.length)]} (""${last}${n}"")"`;
    const age = chance(0.2) ? '' : `${1 + below(79)}${chance(0.05) ? '.5' : ''}`;
    const own = chance(0.74) ? String(2000 + below(390_000)) : tickets[below(3)]!();
    const cabin = chance(0.77) ? '' : `${'ABCDEF'[below(6)]}${1 + below(140)}`;
    const port = n === 61 ? '' : 'SCQ'[below(3)];
    const cells = [n + 1, below(5) < 2 ? 1 : 0, 1 + below(3), name, chance(0.6) ? 'male' : 'female', age];
    return [...cells, below(4), below(3), ticket?.(n) ?? own, `${below(90)}.${1000 + below(9000)}`, cabin, port].join();
  });
  const names = 'PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked';
  return `${[names, ...lines].join('\r\n')}\r\n`;
}

export function seabornTitanic(rows: number): string {
  const { below, chance } = random(2);
  const lines = Array.from({ length: rows }, () => {
    const [survived, level, port, male] = [chance(0.4), below(3), below(3), chance(0.6)];
    const age = chance(0.2) ? null : 1 + below(79);
    const who = age !== null && age < 16 ? 'child' : male ? 'man' : 'woman';
    const written = (value: boolean) => (value ? 'True' : 'False');
    const cells = [survived ? 1 : 0, level + 1, male ? 'male' : 'female', age === null ? '' : `${age}.0`];
    const place = [['S', 'Southampton'] as const, ['C', 'Cherbourg'] as const, ['Q', 'Queenstown'] as const][port]!;
    const deck = chance(0.77) ? '' : 'ABCDEFG'[below(7)];
    const last = [who, written(who === 'man'), deck, place[1], survived ? 'yes' : 'no', written(chance(0.6))];
    const fare = `${below(90)}.${1000 + below(9000)}`;
    return [...cells, below(4), below(3), fare, place[0], ['First', 'Second', 'Third'][level], ...last].join();
  });
  const names = 'survived,pclass,sex,age,sibsp,parch,fare,embarked,class,who,adult_male,deck,embark_town,alive,alone';
  return `${[names, ...lines].join('\n')}\n`;
}
