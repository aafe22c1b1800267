/**
 * The script of a page, which the build bundles and a page contains. The page is complete without it: it only adds reading off
 * figures, and buttons to save and to copy.
 */

import { addReading } from './reading.ts';
import { addCopy, addCsv, addSvg } from './saving.ts';

for (const figure of document.querySelectorAll('figure')) {
  const block = figure.querySelector('script');
  if (block !== null) addReading(figure, JSON.parse(block.textContent));
  if (figure.closest('.panels') === null) addSvg(figure);
}
for (const table of document.querySelectorAll('table')) addCsv(table);
for (const command of document.querySelectorAll('pre')) addCopy(command);
