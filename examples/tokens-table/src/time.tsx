import { createContext, useContext, useEffect, useState } from 'react';

/** The page is in English, so its dates are, too. They are in the user's time zone. */
const LOCALE = 'en-GB';
const ABSOLUTE = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The span up to which a unit is used, the unit, and its length. */
const UNITS = [
  [60 * MINUTE_MS, 'minute', MINUTE_MS],
  [2 * DAY_MS, 'hour', 60 * MINUTE_MS],
  [60 * DAY_MS, 'day', DAY_MS],
  [730 * DAY_MS, 'month', 30.44 * DAY_MS],
  [Number.POSITIVE_INFINITY, 'year', 365.25 * DAY_MS],
] as const;

/** The current time, for all relative times on the page. It is updated each minute. */
export const NowContext = createContext(Date.now());

export function useClock(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** An instant, first as the distance from now, then as the date. */
export function RelativeTime({
  at,
  prefix = '',
}: {
  readonly at: string;
  readonly prefix?: string;
}) {
  const nowMs = useContext(NowContext);
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return at;
  return (
    <time dateTime={at} title={at}>
      {prefix}
      {formatDistance(atMs - nowMs)}
      <span className="absolute">{ABSOLUTE.format(atMs)}</span>
    </time>
  );
}

/** An instant as the date only. */
export function AbsoluteTime({ at }: { readonly at: string }) {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return at;
  return (
    <time dateTime={at} title={at}>
      {ABSOLUTE.format(atMs)}
    </time>
  );
}

/** "in 3 days", "2 hours ago": whole units, rounded towards zero. */
function formatDistance(spanMs: number): string {
  const lengthMs = Math.abs(spanMs);
  if (lengthMs < MINUTE_MS) return spanMs < 0 ? 'just now' : 'in less than a minute';
  const [, unit, unitMs] = UNITS.find(([limitMs]) => lengthMs < limitMs) ?? UNITS[4];
  return RELATIVE.format(Math.trunc(spanMs / unitMs), unit);
}
