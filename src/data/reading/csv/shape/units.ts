/** Units of measurement, as they stand in a row of their own below names. */

const UNITS = new Set(
  `% ‰ ° °C °F °K C F K degC degF deg rad s sec secs seconds ms us µs ns min mins minutes h hr hrs hour hours d day days
  yr year years m cm mm µm um nm km ft in mi yd inch inches feet miles m2 m² km2 km² m3 m³ cm3 ha acres l L ml mL gal
  kg g mg µg ug t lb lbs oz tons tonnes N kN Nm W kW MW GW kWh MWh GWh Wh J kJ MJ V mV kV A mA Ah Ohm Ω Hz kHz MHz GHz
  Pa hPa kPa MPa bar mbar atm psi mmHg mol mmol M mM µM ppm ppb dB lux lx rpm kt kts kn mph kph bit bits byte bytes B kB
  AU OD cps counts MB GB $ € £ ¥ USD EUR GBP units unit unitless none # no. number count cm-1 1/cm a.u. %T psu SI -`.split(
    /\s+/,
  ),
);

const IN_BRACKETS = /^[([][^()[\]]{1,20}[\])]$/;
/** Quotients and powers of short words: m/s, µg/m3, W/m^2, kg m-2. */
const COMPOUND = /^[\p{L}%µ°$€£]{1,4}[-^]?\d?(?:\s?[/·*]\s?[\p{L}%µ°\d]{1,6}(?:[-^]?\d)?)+$/u;

/** What an index is: 2015=100. */
const BASE = /^(?:19|20)\d\d(?:[-/]\d{2,4})?\s?=\s?100$/;

/** Whether a row is a line between names and rows, drawn in all columns: ---|---|---. */
export function areRules(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every(cell => /^ *:?[-=]{3,}:? *$/.test(cell));
}

/** Whether a row holds units and nothing else, and one of them at least is more than a dash. */
export function areUnits(cells: readonly string[]): boolean {
  const given = cells.filter(cell => cell !== '');
  return (
    given.some(cell => cell !== '-') &&
    given.every(cell => UNITS.has(cell) || IN_BRACKETS.test(cell) || COMPOUND.test(cell) || BASE.test(cell))
  );
}
