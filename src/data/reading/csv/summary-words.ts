/** Words by which the last lines of a table are known: those that begin a note, and those that name a total. */

/** How notes begin, in the languages of open data. */
const NOTES = [
  'source|sources|note|notes|nb|n\\.b\\.|footnote|footnotes|remark|remarks|comment|comments|legend|key|data source|disclaimer',
  'copyright|license|licence|generated|exported|downloaded|retrieved|printed|created|last updated?|updated|prepared by',
  'quelle|quellen|hinweis|hinweise|anmerkung|anmerkungen|stand|fußnote|fußnoten|datenquelle',
  'remarque|remarques|champ|lecture|mise à jour',
  'fuente|fuentes|nota|notas|fonte|fonti|fontes|bron|bronnen|opmerking|kilde|källa|anm|lähde|źródło|uwaga|zdroj|poznámka|forrás',
  'источник|примечание|出典|注|资料来源|來源|来源',
].join('|');

/** "Source: own meter", "* provisional", "(1) Revised", "1 Revised figures.", "© 2024", "--- end ---" */
const NOTE = new RegExp(
  `^["'(\\[]*(?:(?:${NOTES})\\s*(?:[:.：=-]|\\(|\\d+[:.)])|[*†‡§©#]|[(\\[]\\w{1,2}[)\\]]|\\d{1,2}[.):]?\\s+\\p{L}{2}|[a-z][).]\\s+\\p{L}|[-=_~]{3,})`,
  'iu',
);

const TOTALS = new Set(
  [
    'total|totals|grand total|overall total|subtotal|sub total|sum|sums|sum total|average|averages|avg|mean|median|all|overall|count',
    'min|max|minimum|maximum|std|stddev|std dev|standard deviation',
    'gesamt|insgesamt|summe|summen|gesamtsumme|zusammen|mittelwert|durchschnitt|mittel',
    'total général|total general|totaux|somme|moyenne|ensemble|suma|totales|promedio|totale|totale generale|somma|soma|total geral',
    'totaal|som|gemiddelde|i alt|totalt|gennemsnit|genomsnitt|gjennomsnitt|summa|yhteensä|keskiarvo|razem|ogółem|średnia|celkem',
    'součet|průměr|összesen|átlag|toplam|ortalama|итого|всего|сумма|среднее|σύνολο',
    '合計|合计|总计|總計|総計|平均|小計|小计',
  ].flatMap(line => line.split('|')),
);

export function beginsNote(cell: string): boolean {
  return NOTE.test(cell.trim());
}

/** "Total", "TOTAL:", "Sum (60)"; no other words beside. */
export function isTotalWord(cell: string): boolean {
  const bare = cell
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim();
  return TOTALS.has(bare);
}
