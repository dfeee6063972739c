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
  /^\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Null if the text is no RFC 3339 date and time. The digits are read at their places: to capture
 * them took most of the time that a filter takes for thousands of tokens.
 */
export function parseInstant(text: string): Instant | null {
  if (!DATE_TIME.test(text)) return null;
  const days = daysSince1970(yearIn(text), twoDigits(text, MONTH_AT), twoDigits(text, DAY_AT));
  if (days === null) return null;
  const secondOfDay =
    twoDigits(text, HOUR_AT) * 3_600 + twoDigits(text, MINUTE_AT) * 60 + twoDigits(text, SECOND_AT);
  const seconds = days * SECONDS_PER_DAY + secondOfDay;
  if (text.length === SHORTEST) return { seconds, fraction: '' };
  const offsetAt = text.length - (isUtc(text) ? 1 : '+00:00'.length);
  return {
    seconds: seconds - offsetSeconds(text.slice(offsetAt)),
    fraction: withoutEndingZeros(text.slice(FRACTION_AT, offsetAt)),
  };
}

const MONTH_AT = 5;
const DAY_AT = 8;
const HOUR_AT = 11;
const MINUTE_AT = 14;
const SECOND_AT = 17;
const FRACTION_AT = 20;
/** With neither a fraction nor an offset. */
const SHORTEST = 'YYYY-MM-DDTHH:MM:SSZ'.length;

function yearIn(text: string): number {
  return twoDigits(text, 0) * 100 + twoDigits(text, 2);
}

const ZERO = 48;

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function isUtc(text: string): boolean {
  return text.endsWith('Z') || text.endsWith('z');
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

/** Null if there is no such day, such as February 30. By hand: `Date` takes a microsecond for it. */
function daysSince1970(year: number, month: number, day: number): number | null {
  const isLeap = leapYearsBefore(year + 1) > leapYearsBefore(year);
  const isAfterLeapDay = isLeap && month > 2;
  const length = (DAYS_IN_MONTHS[month - 1] ?? 0) + (isLeap && month === 2 ? 1 : 0);
  if (day < 1 || day > length) return null;
  const before = (DAYS_BEFORE_MONTHS[month - 1] ?? 0) + (isAfterLeapDay ? 1 : 0);
  return 365 * (year - 1970) + leapYearsBefore(year) - LEAP_YEARS_BEFORE_1970 + before + day - 1;
}

/** How many of the years from 0 are leap years. */
function leapYearsBefore(year: number): number {
  return Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
}

const LEAP_YEARS_BEFORE_1970 = leapYearsBefore(1970);
const DAYS_IN_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_BEFORE_MONTHS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** In seconds, of an offset such as `Z` or `+02:00`. */
function offsetSeconds(offset: string): number {
  if (offset.length === 1) return 0;
  const seconds = Number(offset.slice(1, 3)) * 3_600 + Number(offset.slice(4)) * 60;
  return offset.startsWith('-') ? -seconds : seconds;
}
