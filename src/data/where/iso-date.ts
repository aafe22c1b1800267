/** Dates in ISO form: 2024-01-31, 2024-01-31 12:00, 2024-01-31T12:00:30.5Z, 2024-01-31 12:00+01:00. UTC unless it says otherwise. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;

/** Seconds since 1970-01-01T00:00:00Z; without a time of day, those of midnight. Null for what is not a date. */
export function parseIsoDate(text: string): number | null {
  const parts = FORM.exec(text.trim());
  if (parts === null) return null;
  const [year, month, day, hours, minutes, seconds] = parts.slice(1, 7).map(part => Number(part ?? 0)) as number[];
  // A Date of its own, because Date.UTC takes the years 0 to 99 for others.
  const midnight = new Date(0);
  midnight.setUTCFullYear(year!, month! - 1, day!);
  const rolledOver = midnight.getUTCMonth() !== month! - 1 || midnight.getUTCDate() !== day;
  if (rolledOver || hours! > 23 || minutes! > 59 || seconds! >= 60) return null;
  const [sign, zoneHours, zoneMinutes] = parts.slice(7);
  const zone = sign === undefined ? 0 : Number(`${sign}1`) * (Number(zoneHours) * 3600 + Number(zoneMinutes) * 60);
  return midnight.getTime() / 1000 + hours! * 3600 + minutes! * 60 + seconds! - zone;
}
