import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { TokenFilter } from '../../src/inventory/filter.ts';
import type { TokenGrantFilter } from '../../src/inventory/grant-filter.ts';
import type { SortField } from '../../src/inventory/order.ts';
import type { PolicyResource, Token, TokenPolicy } from '../../src/model/token.ts';

/**
 * The rules of filters, orders and findings once more, as plainly as possible and with other tools:
 * `Date`, the platform's lists of blocks, whole sentences of conditions. It shares no code with
 * `src`. It takes dates in whole milliseconds only.
 */
const DAY = 86_400_000;

function time(text: string | null): number | null {
  return text === null || Number.isNaN(Date.parse(text)) ? null : Date.parse(text);
}

const isActive = (token: Token) => token.status === 'ACTIVE';
const reads = (name: string | null) => name !== null && /Read$/.test(name);

export function naiveRestriction({ condition }: Token): string {
  const ip = condition?.requestIp;
  if (ip?.in && ip.in.length === 0) return 'BLOCKS_ALL';
  const open = !ip?.in || ip.in.some((each) => each === '0.0.0.0/0' || each === '::/0');
  const halves = ['0.0.0.0/1', '128.0.0.0/1'].every((half) => ip?.in?.includes(half));
  if (!open && !halves) return 'ALLOWLIST';
  return ip?.notIn && ip.notIn.length > 0 ? 'DENYLIST' : 'NONE';
}

function isInBlock(text: string, address: string, ifUnreadable: boolean): boolean {
  const [network = '', bits] = text.split('/');
  const family = isIPv4(network) ? 'ipv4' : isIPv6(network) ? 'ipv6' : null;
  if (family === null) return ifUnreadable;
  if (isIPv4(address) !== (family === 'ipv4')) return false;
  const list = new BlockList();
  list.addSubnet(
    network,
    bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits),
    family,
  );
  return list.check(address, family);
}

function naiveUsableFrom({ condition }: Token, address: string): boolean {
  const ip = condition?.requestIp;
  const allowed = !ip?.in || ip.in.some((each) => isInBlock(each, address, true));
  const denied = (ip?.notIn ?? []).some((each) => isInBlock(each, address, false));
  return allowed && !denied;
}

const ZONES = 'com.cloudflare.api.account.zone.';
const ACCOUNTS = 'com.cloudflare.api.account.';

function coverageOfName(name: string): string {
  if (/^com\.cloudflare\.api\.(account\.zone|account|user)\.\*$/.test(name)) return 'ALL';
  if (/^com\.cloudflare\.api\.(account\.zone|account|user)\.[0-9A-Za-z]+$/.test(name)) {
    return name === 'com.cloudflare.api.account.zone' ? 'UNKNOWN' : 'ONE';
  }
  return 'UNKNOWN';
}

const accountOf = (name: string) =>
  name.startsWith(ZONES) || coverageOfName(name) !== 'ONE' || !name.startsWith(ACCOUNTS)
    ? null
    : name.slice(ACCOUNTS.length);

function naiveCoverage(resource: PolicyResource): string {
  if (resource.form === 'grant') return coverageOfName(resource.name);
  const inner = resource.grants.map(({ name }) => {
    const own = coverageOfName(name);
    return own === 'ALL' && accountOf(resource.name) !== null ? 'ALL_IN_ACCOUNT' : own;
  });
  for (const each of ['ALL', 'ALL_IN_ACCOUNT', 'ONE']) if (inner.includes(each)) return each;
  return 'UNKNOWN';
}

function isBroad(resource: PolicyResource): boolean {
  const names =
    resource.form === 'grant' ? [resource.name] : resource.grants.map(({ name }) => name);
  return names.some((name) => name === `${ZONES}*` || name === `${ACCOUNTS}*`);
}

export function naiveFindings(token: Token, now: number): string[] {
  const found: string[] = [];
  const allow = token.policies.filter(({ effect }) => effect === 'ALLOW');
  const expires = time(token.expiresOn);
  const issued = time(token.issuedOn);
  const used = time(token.lastUsedOn);
  if (token.isExposed) found.push('EXPOSED');
  for (const { permissionGroups } of allow) {
    if (permissionGroups.some(({ name }) => !reads(name) && name?.includes('API Tokens'))) {
      found.push('CREATES_TOKENS');
    }
  }
  if (isActive(token) && expires !== null && expires < now) found.push('ACTIVE_PAST_EXPIRY');
  for (const { permissionGroups, resources } of allow) {
    const writes = permissionGroups.some(({ name }) => !reads(name));
    if (writes && resources.some(isBroad)) found.push('BROAD_WRITE');
  }
  if (isActive(token) && naiveRestriction(token) === 'NONE') found.push('USABLE_FROM_ANYWHERE');
  if (isActive(token) && expires === null) found.push('NEVER_EXPIRES');
  if (isActive(token) && issued !== null && issued <= now - 90 * DAY) {
    if (used === null || used < now - 90 * DAY) found.push('UNUSED');
  }
  if (isActive(token) && expires !== null && expires >= now && expires <= now + 30 * DAY) {
    found.push('EXPIRES_SOON');
  }
  for (const { permissionGroups } of token.policies) {
    if (permissionGroups.some(({ meta }) => meta?.deprecated === 'true')) {
      found.push('DEPRECATED_PERMISSION');
    }
  }
  if (naiveRestriction(token) === 'BLOCKS_ALL') found.push('BLOCKED_EVERYWHERE');
  return found;
}

function reaches(resource: PolicyResource, account: string): boolean {
  const every = (name: string) => name === `${ACCOUNTS}*` || name === `${ZONES}*`;
  if (resource.form === 'grant') {
    return accountOf(resource.name) === account || every(resource.name);
  }
  if (accountOf(resource.name) === account || every(resource.name)) return true;
  return resource.grants.some(({ name }) =>
    accountOf(name) === null
      ? accountOf(resource.name) === null && every(name)
      : accountOf(name) === account,
  );
}

function coversZone(resource: PolicyResource, zone: string, account: string | null): boolean {
  if (resource.form === 'grant') return [`${ZONES}${zone}`, `${ZONES}*`].includes(resource.name);
  return resource.grants.some(({ name }) => {
    if (name === `${ZONES}${zone}`) return true;
    if (name !== `${ZONES}*`) return false;
    const outer = accountOf(resource.name);
    return outer === null || account === null || outer === account;
  });
}

function isGranted({ effect, permissionGroups, resources }: TokenPolicy, filter: TokenGrantFilter) {
  const { access, permissionGroupIds, permissionGroupNameContains: part } = filter;
  const { coverage, accountId, zoneId } = filter;
  if (effect !== (filter.effect ?? 'ALLOW')) return false;
  const asksGroups = Boolean(access ?? permissionGroupIds ?? part ?? null) || part === '';
  const asksResources = Boolean(coverage ?? accountId ?? zoneId);
  const groups = permissionGroups.filter(
    ({ id, name }) =>
      (!access || (reads(name) ? 'READ' : 'WRITE') === access) &&
      (!permissionGroupIds || permissionGroupIds.includes(id)) &&
      (!part || (name ?? '').toLowerCase().includes(part.toLowerCase())),
  );
  const covered = resources.filter(
    (resource) =>
      (!coverage || coverage.some((each) => each === naiveCoverage(resource))) &&
      (!accountId || reaches(resource, accountId)) &&
      (!zoneId || coversZone(resource, zoneId, accountId ?? null)),
  );
  return (!asksGroups || groups.length > 0) && (!asksResources || covered.length > 0);
}

export function naiveMatches(token: Token, filter: TokenFilter, now: number): boolean {
  const expires = time(token.expiresOn);
  const issued = time(token.issuedOn);
  const modified = time(token.modifiedOn);
  const used = time(token.lastUsedOn);
  const is = (f: TokenFilter) => naiveMatches(token, f, now);
  const conditions: boolean[] = [];
  if (filter.and) conditions.push(filter.and.every(is));
  if (filter.or) conditions.push(filter.or.some(is));
  if (filter.not) conditions.push(!is(filter.not));
  if (filter.status) conditions.push(filter.status.some((each) => each === token.status));
  if (filter.nameContains != null) {
    conditions.push((token.name ?? '').toLowerCase().includes(filter.nameContains.toLowerCase()));
  }
  if (filter.neverExpires != null) conditions.push((expires === null) === filter.neverExpires);
  if (filter.neverUsed != null) conditions.push((used === null) === filter.neverUsed);
  const earlier: [number | null, string | null | undefined][] = [
    [expires, filter.expiresBefore],
    [issued, filter.issuedBefore],
    [modified, filter.modifiedBefore],
  ];
  for (const [date, limit] of earlier) {
    if (limit) conditions.push(date !== null && date < Date.parse(limit));
  }
  const later: [number | null, string | null | undefined][] = [
    [expires, filter.expiresAfter],
    [issued, filter.issuedAfter],
    [modified, filter.modifiedAfter],
  ];
  for (const [date, limit] of later) {
    if (limit) conditions.push(date !== null && date > Date.parse(limit));
  }
  if (filter.expiresWithinDays != null) {
    const end = now + filter.expiresWithinDays * DAY;
    conditions.push(expires !== null && expires >= now && expires <= end);
  }
  if (filter.unusedForDays != null) {
    const start = now - filter.unusedForDays * DAY;
    conditions.push(issued !== null && issued <= start && (used === null || used < start));
  }
  if (filter.ipRestriction) {
    conditions.push(filter.ipRestriction.some((each) => each === naiveRestriction(token)));
  }
  if (filter.usableFrom) conditions.push(naiveUsableFrom(token, filter.usableFrom));
  if (filter.findings) {
    const found = naiveFindings(token, now);
    conditions.push(filter.findings.some((kind) => found.includes(kind)));
  }
  const { grants } = filter;
  if (grants) conditions.push(token.policies.some((policy) => isGranted(policy, grants)));
  return conditions.every(Boolean);
}

/** Sorted with the slowest algorithm there is: each row is put before the first that is greater. */
export function naiveOrder(tokens: readonly Token[], field: SortField): Token[] {
  const sorted: Token[] = [];
  for (const token of tokens) {
    const at = sorted.findIndex((other) => isBefore(token, other, field));
    sorted.splice(at === -1 ? sorted.length : at, 0, token);
  }
  return sorted;
}

const FIELDS = {
  EXPIRES_ON: 'expiresOn',
  ISSUED_ON: 'issuedOn',
  LAST_USED_ON: 'lastUsedOn',
  MODIFIED_ON: 'modifiedOn',
} as const;

function isBefore(one: Token, other: Token, field: SortField): boolean {
  const none = field === 'EXPIRES_ON' ? Infinity : -Infinity;
  if (field !== 'NAME') {
    const first = time(one[FIELDS[field]]) ?? none;
    const second = time(other[FIELDS[field]]) ?? none;
    return first === second ? one.id < other.id : first < second;
  }
  if (one.name === null || other.name === null) {
    return one.name === other.name ? one.id < other.id : one.name === null;
  }
  const texts: [string, string][] = [
    [one.name.toLowerCase(), other.name.toLowerCase()],
    [one.name, other.name],
    [one.id, other.id],
  ];
  const [first, second] = texts.find(([a, b]) => a !== b) ?? ['', ''];
  const points = (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const [a, b] = [points(first), points(second)];
  const at = a.findIndex((point, index) => point !== b[index]);
  if (at === -1) return a.length < b.length;
  return (a[at] ?? -1) < (b[at] ?? -1);
}
