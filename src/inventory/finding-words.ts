import { daysBetween, type Instant } from '../lib/instant.ts';
import type { PermissionGroup } from '../model/token.ts';

export function groupNames(groups: readonly PermissionGroup[]): string {
  return enumerate(groups.map(({ id, name }) => (name === null ? `the group ${id}` : `"${name}"`)));
}

/** The rest is counted, so that a sentence stays a sentence. */
const MOST_NAMES = 5;

export function enumerate(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, MOST_NAMES).join(', ');
  return distinct.length > MOST_NAMES ? `${shown} and ${distinct.length - MOST_NAMES} more` : shown;
}

/** The date alone, as Cloudflare wrote it. */
export function day(date: string | null): string {
  return date?.slice(0, 'YYYY-MM-DD'.length) ?? 'an unknown day';
}

/** In words. Null is a date that is not known; a finding about a span has both. */
export function span(from: Instant | null, to: Instant | null): string {
  return from === null || to === null ? 'an unknown time' : dayCount(daysBetween(from, to));
}

function dayCount(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
