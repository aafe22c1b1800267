/** Plain tables that are like those below other lines, and are read from their first line on. */

export interface PlainTable {
  readonly title: string;
  readonly text: string;
  readonly names: readonly string[];
  /** Rows of the file, with those of another number of fields. */
  readonly rows: number;
}

const none = (count: number) => Array.from({ length: count }, (_, at) => `column ${at + 1}`);

export const plainTables: readonly PlainTable[] = [
  {
    title: 'one column whose first row is a letter',
    text: 'c\na\n2024-03-01\n2024-04-01\n2024-05-01\n',
    names: ['c'],
    rows: 4,
  },
  { title: 'one column of words', text: 'town\nRome\nBonn\nParis\nNew York\n', names: ['town'], rows: 4 },
  { title: 'one column of numbers', text: 'power\n5.5\n6.5\n7.5\n', names: ['power'], rows: 3 },
  {
    title: 'one column below a long name',
    text: 'Readings of station seven\n5.5\n6.5\n',
    names: ['Readings of station seven'],
    rows: 2,
  },
  { title: 'one column of numbers without a name', text: '5.5\n6.5\n7.5\n', names: none(1), rows: 3 },
  {
    title: 'one column of numbers whose first is unknown',
    text: 'power\nunknown\n5.5\n6.5\n7.5\n8.5\n9.5\n',
    names: ['power'],
    rows: 6,
  },
  {
    title: 'one column of sentences with commas',
    text: 'comment\n"Good, but slow"\n"Bad"\n"Fine, really"\n"No"\n',
    names: ['comment'],
    rows: 4,
  },
  {
    title: 'words alone',
    text: 'town,river\nRome,Tiber\nBonn,Rhine\nParis,Seine\n',
    names: ['town', 'river'],
    rows: 3,
  },
  {
    title: 'words alone, without a header',
    text: 'Rome,Tiber\nBonn,Rhine\nCologne,Rhine\nRome,Anio\n',
    names: none(2),
    rows: 4,
  },
  {
    title: 'words alone, with a first row that is nearly empty',
    text: 'a,b,c\nx,,\ny,u,v\nz,u,w\ny,v,w\n',
    names: ['a', 'b', 'c'],
    rows: 4,
  },
  {
    title: 'words without a header, with a first row that is nearly empty',
    text: 'x,,\ny,u,v\nz,u,w\ny,,\nx,v,w\n',
    names: none(3),
    rows: 5,
  },
  { title: 'equal first rows', text: 'a,b\nx,y\nx,y\nx,y\nz,y\n', names: ['a', 'b'], rows: 4 },
  { title: 'equal first lines', text: 'x,y\nx,y\nx,z\nw,z\n', names: none(2), rows: 4 },
  { title: 'numbers without a header', text: '1,2.5,3\n4,5.5,6\n7,8.5,9\n', names: none(3), rows: 3 },
  {
    title: 'numbers and words without a header',
    text: '5.1,setosa\n4.9,setosa\n6.2,virginica\n',
    names: none(2),
    rows: 3,
  },
  {
    title: 'years as names',
    text: 'town,2019,2020\nRome,1.5,2.5\nBonn,3.5,4.5\n',
    names: ['town', '2019', '2020'],
    rows: 2,
  },
  {
    title: 'numbers as names',
    text: '2019,2020,2021\n1.5,2.5,3.5\n4.5,5.5,6.5\n',
    names: ['2019', '2020', '2021'],
    rows: 2,
  },
  { title: 'a header and a row', text: 'a,b\n1,2\n', names: ['a', 'b'], rows: 1 },
  { title: 'a header and a row of words', text: 'a,b\nx,y\n', names: ['a', 'b'], rows: 1 },
  { title: 'two rows without a header', text: '1,x\n2,y\n', names: none(2), rows: 2 },
  {
    title: 'first rows with missing cells',
    text: 'day,a,b\n1,,\n2,,\n3,1.5,2.5\n4,1.5,2.5\n5,1,2\n',
    names: ['day', 'a', 'b'],
    rows: 5,
  },
  {
    title: 'first rows with missing words',
    text: 'town,a,b\nRome,NA,NA\nBonn,NA,?\nParis,1.5,2.5\nOslo,2.5,3.5\nKyiv,1,2\n',
    names: ['town', 'a', 'b'],
    rows: 5,
  },
  {
    title: 'a first row that is missing but for its name',
    text: 'town,a,b\nRome,,\nBonn,1.5,2.5\nParis,2.5,3.5\n',
    names: ['town', 'a', 'b'],
    rows: 3,
  },
  {
    title: 'a first row with a word among numbers',
    text: 'name,age\nAnn,unknown\nBob,34\nEve,41\nKim,29\nLeo,35\n',
    names: ['name', 'age'],
    rows: 5,
  },
  {
    title: 'a first row with a word of its own kind',
    text: 'name,town,ticket\nAnn,Rome,A/5 21171\nBob,Bonn,17599\nEve,Rome,3101\nKim,Bonn,113803\nLeo,Rome,373450\nMax,Bonn,330877\n',
    names: ['name', 'town', 'ticket'],
    rows: 6,
  },
  {
    title: 'words for missing numbers in many rows',
    text: 'team,games,year\nJAX,Indef.,2014\nIND,Indef.,2014\nWAS,4,2014\nNYG,6,2014\nDAL,Indef.,2013\nMIN,8,2014\nTEN,2,2013\nSEA,4,2012\n',
    names: ['team', 'games', 'year'],
    rows: 8,
  },
  {
    title: 'an unnamed column of row numbers',
    text: ',a,b\n0,1.5,x\n1,2.5,y\n2,3.5,x\n',
    names: ['column 1', 'a', 'b'],
    rows: 3,
  },
  {
    title: 'several columns without a name',
    text: 'id,,,b\n1,2,3,4\n2,3,4,5\n3,4,5,6\n',
    names: ['id', 'column 2', 'column 3', 'b'],
    rows: 3,
  },
  { title: 'names that come twice', text: 'a,b,a,b\n1,2,3,4\n2,3,4,5\n', names: ['a', 'b', 'a (2)', 'b (2)'], rows: 2 },
  {
    title: 'the names of rows as R writes them',
    text: '"mpg","cyl"\n"Mazda",21,6\n"Fiat",32,4\n',
    names: ['row names', 'mpg', 'cyl'],
    rows: 2,
  },
  { title: 'rows that end with a delimiter', text: 'a,b\n1,2,\n3,4,\n', names: ['a', 'b', 'column 3'], rows: 2 },
  {
    title: 'a sparse first column',
    text: 'group,name,x\nA,Ann,1\n,Bob,2\n,Eve,3\nB,Kim,4\n,Leo,5\n',
    names: ['group', 'name', 'x'],
    rows: 5,
  },
  {
    title: 'a sparse last column',
    text: 'name,x,note\nAnn,1,\nBob,2,\nEve,3,good\nKim,4,\n',
    names: ['name', 'x', 'note'],
    rows: 4,
  },
  {
    title: 'empty columns at the end',
    text: 'a,b,,\n1,2,,\n3,4,,\n',
    names: ['a', 'b', 'column 3', 'column 4'],
    rows: 2,
  },
  {
    title: 'a header with spaces behind its commas',
    text: 'name, age, town\nAnn,34,Rome\nBob,41,Bonn\n',
    names: ['name', 'age', 'town'],
    rows: 2,
  },
  {
    title: 'spaces behind all commas',
    text: 'name, age, town\nAnn, 34, Rome\nBob, 41, Bonn\n',
    names: ['name', 'age', 'town'],
    rows: 2,
  },
  {
    title: 'units in the names',
    text: 'time (s),speed (m/s)\n1,2.5\n2,3.5\n',
    names: ['time (s)', 'speed (m/s)'],
    rows: 2,
  },
  { title: 'names that are units', text: 's,m,kg\n1,2.5,3\n2,3.5,4\n', names: ['s', 'm', 'kg'], rows: 2 },
  {
    title: 'a name that begins with #',
    text: '#items,price\n1,2.5\n2,3.5\n3,4.5\n',
    names: ['#items', 'price'],
    rows: 3,
  },
  {
    title: 'a column # of row numbers',
    text: '#,name,price\n1,Ann,2.5\n2,Bob,3.5\n3,Eve,4.5\n',
    names: ['#', 'name', 'price'],
    rows: 3,
  },
  {
    title: 'a first row that begins with #',
    text: 'colour,price\n#ff0000,2.5\n#00ff00,3.5\n#0000ff,4.5\n',
    names: ['colour', 'price'],
    rows: 3,
  },
  {
    title: 'rows of another number of fields',
    text: 'a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3\n1,2,3\n',
    names: ['a', 'b', 'c'],
    rows: 5,
  },
  { title: 'a total below', text: 'town,x,y\nRome,1,2\nBonn,3,4\nTotal,4,\n', names: ['town', 'x', 'y'], rows: 3 },
  {
    title: 'notes below',
    text: 'town,x,y\nRome,1,2\nBonn,3,4\nOslo,5,6\n\nSource: own count\n',
    names: ['town', 'x', 'y'],
    rows: 3,
  },
  { title: 'a header that comes again', text: 'a,b\n1,2\n3,4\na,b\n5,6\n7,8\n', names: ['a', 'b'], rows: 4 },
  {
    title: 'a second table below',
    text: 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nd,e,f,g\n1,2,3,4\n5,6,7,8\n9,1,2,3\n4,5,6,7\n',
    names: ['a', 'b', 'c'],
    rows: 8,
  },
  {
    title: 'a wide and short table',
    text: `${Array.from({ length: 40 }, (_, at) => `x${at}`)}\n${Array(40).fill('1.5')}\n`,
    names: Array.from({ length: 40 }, (_, at) => `x${at}`),
    rows: 1,
  },
  {
    title: 'times and colons',
    text: 'time,event\n10:00:00,start\n10:05:00,stop\n10:10:00,start\n',
    names: ['time', 'event'],
    rows: 3,
  },
  { title: 'texts with colons alone', text: 'key: a\nkey: b\nkey: c\n', names: none(2), rows: 3 },
  {
    title: 'prices as text',
    text: 'item,price\nbread,"$1,200.50"\nmilk,$2\nrice,$3.25\n',
    names: ['item', 'price'],
    rows: 3,
  },
  {
    title: 'names below which no row is full',
    text: 'a,b,c,d\n1,,,2\n,3,,4\n5,,6,\n,,,7\n',
    names: ['a', 'b', 'c', 'd'],
    rows: 4,
  },
  {
    title: 'lists between spaces',
    text: 'x y list\n1 2.5 [1;2]\n2 3.5 [2;3]\n3 4.5 [3;4]\n',
    names: ['x', 'y', 'list'],
    rows: 3,
  },
  {
    title: 'a header of two short words over codes',
    text: 'id,code\nA1,B2\nA2,B3\nA3,B4\n',
    names: ['id', 'code'],
    rows: 3,
  },
];
