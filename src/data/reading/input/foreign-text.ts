/** Formats of text that cannot be read, recognized by how they begin, or by how all of the first lines look. */

interface ForeignText {
  /** The start of the text, or each of its first lines. */
  begins?: RegExp;
  lines?: RegExp;
  /** No line may look like this. */
  unless?: RegExp;
  says: string;
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;

const foreign: readonly ForeignText[] = [
  {
    begins: /^version https:\/\/git-lfs\.github\.com\//,
    says: 'is a Git LFS pointer and not the file itself; git lfs pull fetches it',
  },
  {
    begins: /^\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table)\b/is,
    says: 'is a web page (HTML), as where a download needs a log-in; save the table itself as CSV',
  },
  { begins: /^\s*<\?xml\b/i, says: 'is XML; write the table as CSV' },
  {
    begins: /^(?:\s|%.*\n)*@relation\b/i,
    says: 'is an ARFF file; save it as CSV, in Weka or with scipy.io.arff.loadarff',
  },
  {
    lines: new RegExp(`^(?:${NUMBER}(?:,${NUMBER})*)?(?: qid:\\d+)?(?: \\d+:${NUMBER})+ *(?:#.*)?$`, 'i'),
    unless: /^\S+(?: [012]?\d:[0-5]\d)+ *$/,
    says: 'is a LIBSVM file (index:value); write it as CSV, with sklearn.datasets.load_svmlight_file and numpy.savetxt',
  },
  {
    lines: new RegExp(
      `^(?:${NUMBER}(?: +|(?=\\|))){0,3}(?:'?\\S+)? *\\|(?=.*[a-z_]\\w*:${NUMBER})(?:[^|:\\s]*(?::${NUMBER})?)(?: +[^|:\\s]+(?::${NUMBER})?)+ *(?:\\|.*)?$`,
      'i',
    ),
    says: 'is a Vowpal Wabbit file (label |namespace feature:value); write it as CSV, a column for each feature',
  },
];

/** What is said of a text that begins like this, when it is of such a format; null of others. */
export function foreignText(start: string): string | null {
  const lines = firstLines(start);
  const found = foreign.find(({ begins, lines: each, unless }) => {
    if (begins !== undefined) return begins.test(start);
    return (
      lines.length > 0 && lines.every(line => each!.test(line)) && !(unless && lines.every(line => unless.test(line)))
    );
  });
  return found?.says ?? null;
}

/** Those that are whole; of a single long one, what stands before its last space. */
function firstLines(start: string): string[] {
  const lines = start.split(/\r?\n/);
  const last = lines.pop()!;
  const whole = lines.filter(line => line.trim() !== '' && !line.startsWith('#')).slice(0, 20);
  return whole.length > 0 || last.trim() === '' ? whole : [last.slice(0, Math.max(last.lastIndexOf(' '), 0)) || last];
}
