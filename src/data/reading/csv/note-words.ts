/** Words and signs with which notes below a table begin. */

/** How notes begin, in the languages of open data. */
const NOTES = [
  'source|sources|note|notes|nb|n\\.b\\.|footnote|footnotes|remark|remarks|comment|comments|legend|key|data source|disclaimer',
  'copyright|license|licence|generated|exported|downloaded|retrieved|printed|created|last updated?|updated|prepared by',
  'quelle|quellen|hinweis|hinweise|anmerkung|anmerkungen|stand|fußnote|fußnoten|datenquelle',
  'remarque|remarques|champ|lecture|mise à jour',
  'fuente|fuentes|nota|notas|notas|fonte|fonti|fontes|bron|bronnen|opmerking|kilde|källa|anm|lähde|źródło|uwaga|zdroj|poznámka|forrás',
  'источник|примечание|出典|注|资料来源|來源|来源',
].join('|');

/** "Source: own meter", "* provisional", "(1) Revised", "1 Revised figures.", "© 2024", "--- end ---" */
const NOTE = new RegExp(
  `^["'(\\[]*(?:(?:${NOTES})\\s*(?:[:.：=-]|\\(|\\d+[:.)])|[*†‡§©#]|[(\\[]\\w{1,2}[)\\]]|\\d{1,2}[.):]?\\s+\\p{L}{2}|[a-z][).]\\s+\\p{L}|[-=_~]{3,}|https?://|www\\.|\\(\\d+ \\p{L}+)`,
  'iu',
);

export function beginsNote(cell: string): boolean {
  return NOTE.test(cell.trim());
}
