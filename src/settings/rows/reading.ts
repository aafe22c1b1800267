/** Settings of how a table is read. */

import { choice, dateFormat, integer, sign, text, toggle, words } from '../kinds.ts';
import { setting } from '../setting.ts';

/** All kinds of spaces are one sign, and so are both apostrophes. */
const thousandsSigns = {
  space: ' ',
  none: 'none',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2019': "'",
};

export const readingSettings = {
  delimiter: setting(sign('one sign, or tab, space', { tab: '\t', space: ' ', '\\t': '\t' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'between fields; tab, space',
    shown: 'found',
  }),
  quote: setting(sign('one sign, or none', { none: 'none' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'around fields; none',
    shown: 'found',
  }),
  escape: setting(sign('one sign, or none', { none: 'none' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'before quotes inside quotes; none',
    shown: 'found',
  }),
  comment: setting(sign('one sign'), null, {
    group: 'reading',
    value: '<sign>',
    help: 'skip lines that start with it',
  }),
  header: setting(toggle, null, { group: 'reading', help: 'the first line is a header', shown: 'found' }),
  headerRows: setting(integer(0, 20), null, {
    group: 'reading',
    value: '<n>',
    help: 'rows of the header, joined; 0 for none',
    shown: 'found',
  }),
  skip: setting(integer(0), null, {
    group: 'reading',
    value: '<n>',
    help: 'lines to skip at the start; 0 keeps all',
    shown: 'found',
  }),
  notes: setting(toggle, true, {
    group: 'reading',
    help: 'read lines below the table as rows; they are skipped otherwise',
  }),
  encoding: setting(text('an encoding such as utf-8, latin1 or utf-16le'), null, {
    group: 'reading',
    value: '<name>',
    help: 'utf-8, latin1, utf-16le, ...',
    shown: 'by its mark, or utf-8',
  }),
  decimal: setting(choice(['.', ',']), null, {
    group: 'reading',
    value: '<sign>',
    help: 'decimal sign, . or ,',
    shown: 'found',
  }),
  thousands: setting(sign('one sign, or space, none', thousandsSigns), null, {
    group: 'reading',
    value: '<sign>',
    help: 'between groups of three digits; space, none',
    shown: 'found',
  }),
  na: setting(words, null, {
    group: 'reading',
    alias: 'missing',
    value: '<words>',
    help: 'words for missing cells',
    shown: 'NA, N/A, NaN, null, None, ?, - in numbers',
  }),
  dateOrder: setting(choice(['mdy', 'dmy']), null, {
    group: 'reading',
    value: '<order>',
    help: 'mdy or dmy, where the dates leave it open',
    shown: 'mdy',
  }),
  dateFormat: setting(dateFormat, null, {
    group: 'reading',
    value: '<format>',
    help: "dates' format where it is not found, such as '%d.%m.%y %H:%M'",
    shown: 'found',
  }),
  onError: setting(choice(['stop', 'skip', 'fill']), 'stop', {
    group: 'reading',
    value: '<what>',
    help: 'stop at a row that cannot be read, skip it, or fill one that is too short',
  }),
};
