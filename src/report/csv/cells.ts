/**
 * Texts as cells of CSV that spreadsheets read as texts. A cell that begins with =, +, -, @, a tab or the end of a line would be a
 * formula, whose result may send data away (CWE-1236). Such a text gets an apostrophe in front, as OWASP advises
 * (owasp.org/www-community/attacks/CSV_Injection): spreadsheets show it as a text, programs see one character more. Numbers stay
 * as they are.
 *
 * Where semicolons separate cells, which depends on the country, a cell may begin within a text, whatever its quotes. So the
 * apostrophe also stands behind separators.
 */

/** A separator or the start, what a spreadsheet skips or takes for quotes, and the sign of a formula, wide ones included. */
const FORMULA = /(^|[,;|\t\r\n])(?=[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|(?<=^)[\t\r\n\0])/gu;

export function textCell(text: string): string {
  return text.replaceAll(FORMULA, "$1'");
}
