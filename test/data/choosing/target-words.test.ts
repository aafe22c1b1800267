import { expect } from 'chai';
import { targetWords } from '../../../src/data/choosing/target-words.ts';

describe('words such as NA in the target', () => {
  function decide(rows: Record<string, number>, given: string[] | null = null, classes: string[] = []) {
    const [categories, counts] = [Object.keys(rows), Object.values(rows)];
    const { missing, warnings } = targetWords('y', { categories, counts }, given, classes);
    return { missing: categories.filter(text => missing.has(text)), warnings };
  }

  it('are classes where no two others are left, or where they are about as frequent as the others', () => {
    for (const rows of [
      { '+': 20, '-': 20 },
      { x: 99, '?': 1 },
      { '-': 5, '?': 5 },
      { None: 60, Mild: 30, Severe: 10 },
      { EU: 50, AS: 40, NA: 23, AF: 30 },
    ]) {
      expect(decide(rows).missing, JSON.stringify(rows)).to.deep.equal([]);
    }
    expect(decide({ '+': 20, '-': 20 }).warnings).to.deep.equal([
      'target \'y\': \'-\' (20 rows) is a class; ⟪na=["NA","N/A","NaN","nan","null","NULL","None","?","-"]⟫ makes it a missing value',
    ]);
  });

  it('are missing values where they are rare among two classes or more, and where only programs write them', () => {
    expect(decide({ a: 90, b: 1, '?': 5 }).missing).to.deep.equal(['?']);
    expect(decide({ a: 5, b: 5, nan: 50, NULL: 1 }).missing).to.deep.equal(['nan', 'NULL']);
    expect(decide({ a: 20, b: 20, NA: 1 }).warnings).to.deep.equal([
      'target \'y\': \'NA\' (1 row) means a missing value; ⟪na=["N/A","NaN","nan","null","NULL","None","?","-"]⟫ makes it a class',
    ]);
    expect(decide({ a: 20, b: 20 }).warnings).to.deep.equal([]);
  });

  it('are what the user says, without a warning', () => {
    expect(decide({ '+': 20, '-': 20 }, ['-'])).to.deep.equal({ missing: ['-'], warnings: [] });
    expect(decide({ a: 20, b: 20, NA: 1 }, [])).to.deep.equal({ missing: [], warnings: [] });
  });

  it('are in a validation file what they are in the training file', () => {
    expect(decide({ '+': 20, '-': 1, '?': 20 }, null, ['+', '-'])).to.deep.include({ missing: ['?'] });
    expect(decide({ a: 1, NA: 9 }, null, ['a', 'b']).missing).to.deep.equal(['NA']);
  });
});
