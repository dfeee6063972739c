/** The page is in English, and so are its dates. They are in UTC, as Cloudflare's are. */
const LOCALE = 'en-GB';
const DATE = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The span up to which a unit is used, the unit, and its length. */
const UNITS = [
  [60 * MINUTE_MS, 'minute', MINUTE_MS],
  [DAY_MS, 'hour', 60 * MINUTE_MS],
  [60 * DAY_MS, 'day', DAY_MS],
  [730 * DAY_MS, 'month', 30.44 * DAY_MS],
  [Number.POSITIVE_INFINITY, 'year', 365.25 * DAY_MS],
] as const;

/** An instant in words and as a date; the exact time is in its title. */
export function Day({
  at,
  none,
}: {
  readonly at: string | null | undefined;
  readonly none: string;
}) {
  if (!at) return none;
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return at;
  return (
    <time dateTime={at} title={at}>
      {distance(atMs - Date.now())} <span className="date">{DATE.format(atMs)}</span>
    </time>
  );
}

/** "in 3 days", "2 hours ago": whole units, rounded towards zero. */
function distance(spanMs: number): string {
  const lengthMs = Math.abs(spanMs);
  const [, unit, unitMs] = UNITS.find(([limitMs]) => lengthMs < limitMs) ?? UNITS[4];
  return RELATIVE.format(Math.trunc(spanMs / unitMs), unit);
}
