/** Words that name a row that sums up the others, in the languages of open data. */

const TOTALS: ReadonlySet<string> = new Set(
  [
    'total|totals|grand total|overall total|subtotal|sub total|sum|sums|sum total|average|averages|avg|mean|median|all|overall|count',
    'opening balance|closing balance|beginning balance|ending balance|anfangssaldo|endsaldo|schlusssaldo|neuer saldo|alter saldo',
    'min|max|minimum|maximum|std|stddev|std dev|standard deviation',
    'gesamt|insgesamt|summe|summen|gesamtsumme|zusammen|mittelwert|durchschnitt|mittel',
    'total général|total general|totaux|somme|moyenne|ensemble|suma|totales|promedio|totale|totale generale|somma|soma|total geral',
    'totaal|som|gemiddelde|i alt|totalt|gennemsnit|genomsnitt|gjennomsnitt|summa|yhteensä|keskiarvo|razem|ogółem|średnia|celkem',
    'součet|průměr|összesen|átlag|toplam|ortalama|итого|всего|сумма|среднее|σύνολο',
    '合計|合计|总计|總計|総計|平均|小計|小计',
  ].flatMap(line => line.split('|')),
);

/** "Total", "TOTAL:", "Sum (60)"; no other words beside. */
export function isTotalWord(cell: string): boolean {
  const bare = cell
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim();
  return TOTALS.has(bare);
}
