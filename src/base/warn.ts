/** Warnings: a line for people, and a code for programs. */

export const warningCodes = {
  format: 'how the files were read: a separator, a header, names',
  'lines-above': 'lines above the table that are no part of it',
  'header-rows': 'a header of several rows',
  escape: 'a backslash in front of quotes',
  'empty-lines': 'empty lines between rows',
  'repeated-header': 'headers that come again between rows',
  'lines-below': 'lines below the table, such as notes, were skipped',
  'total-row': 'a last row that seems to sum up the others',
  'faulty-rows': 'rows that could not be read were left out',
  'filled-rows': 'rows that were too short were filled with missing cells',
  'stray-quotes': 'a quote inside a field that another field closes',
  'no-effect': 'a setting that has no effect here',
  'not-cached': 'the table is not kept for the next time',
  target: 'the target, and rows without one',
  'column-kind': 'the kind that a column is read as',
  'numbers-and-words': 'a column of numbers and words that is read as text',
  'value-format': 'how the numbers or dates of a column are written, and read',
  'column-left-out': 'a column that is not used',
  'extra-columns': 'columns that the network does not know',
  'unseen-values': 'values that no training row has',
  'untrained-classes': 'classes without a training row, or that the model does not know',
  validation: 'validation rows that say little: few, or none of a class',
  trained: 'the evaluated rows were trained on',
  sorted: 'rows in the order of the target',
  leakage: 'an input that gives the target away',
  'identical-rows': 'validation rows that are training rows too',
  settings: 'settings that are valid but probably not intended',
  'initial-weights': 'differences between the file of `⟪initFrom⟫` and this run',
  resumed: 'differences between the resumed run and this one',
  kernels: 'the kernels do not agree with the reference',
  diverged: 'the loss of an arm was no longer finite',
  'not-saved': 'a network or a checkpoint could not be saved',
  refit: 'a network was not trained again on all rows',
  'no-prediction': 'rows without a prediction',
  'not-measured': 'why the effect of `⟪fold⟫` was not measured',
  threads: 'the system allows fewer threads',
  metrics: 'lines of a metrics file that are no events',
  results: 'lines of a folder of results that are left out',
  incomplete: 'runs of a folder of results, or of a queue, are missing',
  queue: 'the server of a queue, its workers, or runs that they refused',
  font: 'characters of a figure that its font lacks',
  'not-opened': 'a report could not be opened in the browser',
  'large-report': 'a report of more than 5 MB',
  interrupted: 'a signal ended the run',
} as const satisfies Record<string, string>;

export type WarningCode = keyof typeof warningCodes;

/** Takes a warning: one line for people, without a full stop, and its code. The caller decides where it is shown. */
export type Warn = (message: string, code: WarningCode) => void;

/** A warning to pass on. */
export interface Warning {
  readonly message: string;
  readonly code: WarningCode;
}
