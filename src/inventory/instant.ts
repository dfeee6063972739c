/**
 * A moment in time, to the last digit that Cloudflare sent. `Date` has milliseconds; Cloudflare's
 * dates may have more digits.
 */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z; negative before it. */
  readonly seconds: number;
  /** The digits after the decimal point, without zeros at the end: "5" is half a second. */
  readonly fraction: string;
}

/** RFC 3339, section 5.6: date, time, fraction, offset. */
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Null if the text is no RFC 3339 date and time. */
export function parseInstant(text: string): Instant | null {
  const [, date, hours, minutes, seconds, fraction = '', offset = ''] = DATE_TIME.exec(text) ?? [];
  const midnight = date === undefined ? null : midnightOf(date);
  if (midnight === null) return null;
  const secondOfDay = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return {
    seconds: midnight + secondOfDay - offsetSeconds(offset),
    fraction: withoutEndingZeros(fraction),
  };
}

export function instantOf(unixMs: number): Instant {
  const seconds = Math.floor(unixMs / 1_000);
  const milliseconds = String(unixMs - seconds * 1_000).padStart(3, '0');
  return { seconds, fraction: withoutEndingZeros(milliseconds) };
}

/** By hand: the time of `/0+$/` grows with the square of the zeros in the middle. */
function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

const SECONDS_PER_DAY = 86_400;

export function daysAfter({ seconds, fraction }: Instant, days: number): Instant {
  return { seconds: seconds + days * SECONDS_PER_DAY, fraction };
}

/** Below 0 if the first is earlier, above 0 if it is later, 0 if they are the same moment. */
export function compareInstants(one: Instant, other: Instant): number {
  if (one.seconds !== other.seconds) return one.seconds - other.seconds;
  if (one.fraction === other.fraction) return 0;
  return one.fraction < other.fraction ? -1 : 1;
}

/** In whole days, rounded down. */
export function daysBetween(from: Instant, to: Instant): number {
  const isShort = from.fraction > to.fraction;
  return Math.floor((to.seconds - from.seconds - (isShort ? 1 : 0)) / SECONDS_PER_DAY);
}

/** Days that were read before: the dates of a list of 5,000 tokens are few days, and a day costs a microsecond. */
const midnights = new Map<string, number | null>();
const MAX_MIDNIGHTS = 10_000;

/** In seconds. Null if there is no such day, such as February 30. */
function midnightOf(date: string): number | null {
  const known = midnights.get(date);
  if (known !== undefined) return known;
  if (midnights.size >= MAX_MIDNIGHTS) midnights.clear();
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(date);
  const midnight = isReal ? midnightMs / 1_000 : null;
  midnights.set(date, midnight);
  return midnight;
}

/** In seconds, of an offset such as `Z` or `+02:00`. */
function offsetSeconds(offset: string): number {
  if (offset.length === 1) return 0;
  const seconds = Number(offset.slice(1, 3)) * 3_600 + Number(offset.slice(4)) * 60;
  return offset.startsWith('-') ? -seconds : seconds;
}
