import fc from 'fast-check';

/** JSON as text: JSON.parse makes `__proto__` a property like any other, a literal does not. */
type JsonText = fc.Arbitrary<string>;

const json = (value: unknown): string => JSON.stringify(value);
const anyOf = (...values: readonly unknown[]): JsonText => fc.constantFrom(...values.map(json));

const ACCOUNT = 'a'.repeat(32);

const TEXTS = [
  ...['', 'x', ' ', '\ud800', 'a\udc00b', '\u2028\u2029', '"\\/\b\f\n\r\t\0', '\u007f\u0080\u00ff'],
  ...['😀é漢', '__proto__', 'constructor', 'toString', '0', '-1', 'null', '<script>', '%s'],
  ...['n'.repeat(5_000), '\ud83d'.repeat(300), 'é'.repeat(2_000)],
];
const KEYS = ['0', '1', '42', '-1', '01', '__proto__', 'constructor', 'hasOwnProperty', '', 'a.b'];
const NAMES = [
  ...['com.cloudflare.api.account.*', 'com.cloudflare.api.account.zone.*'],
  ...[`com.cloudflare.api.account.${ACCOUNT}`, `com.cloudflare.api.account.zone.${ACCOUNT}`],
  ...[`com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_x`, 'com.cloudflare.edge.r2.bucket.__'],
  ...['com.cloudflare.api.user.', 'com.cloudflare.api.', `com.cloudflare.${'a.'.repeat(500)}`],
];

const WRONG = anyOf(null, null, 5, -0.5, 1e300, true, '', [], [null], [[[]]], {}, { a: { b: [] } });

const text = anyOf(...TEXTS);
const key = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...NAMES),
);

/** Mostly what belongs there; else null or a value of a wrong type. */
const hostile = (right: JsonText, weight = 12): JsonText =>
  fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: WRONG });

const list = (item: JsonText, maxLength = 3): JsonText =>
  fc.array(item, { maxLength }).map((items) => `[${items.join()}]`);

/** An object; a key may be missing, or come twice. */
function object(members: Readonly<Record<string, JsonText>>): JsonText {
  const each = Object.entries(members).map(([name, value]) =>
    fc.oneof(
      { weight: 12, arbitrary: value.map((one) => `${json(name)}:${one}`) },
      { weight: 1, arbitrary: fc.constant('') },
    ),
  );
  return fc.tuple(...each).map((all) => `{${all.filter((member) => member !== '').join()}}`);
}

const map = (name: fc.Arbitrary<string>, value: JsonText, maxKeys = 4): JsonText =>
  fc
    .array(
      fc.tuple(name, value).map(([one, other]) => `${json(one)}:${other}`),
      { maxLength: maxKeys },
    )
    .map((members) => `{${members.join()}}`);

/** Few, so that ids come twice. */
const id = fc.oneof(anyOf('a', 'b', 'c', 'd', '0', '__proto__'), text);
const date = hostile(
  fc.oneof(anyOf('2026-01-02T03:04:05Z', '2026-02-30T99:99:99.123456789Z'), text),
);

const deep = fc.jsonValue({ maxDepth: 5 }).map(json);
const meta = map(
  fc.oneof(fc.constantFrom('key', 'value', 'label', 'scopes', 'eol_at', 'deprecated'), key),
  fc.oneof(text, deep, WRONG),
  6,
);

const permissionGroup = object({ id, name: hostile(text), meta: hostile(meta) });
const permission = hostile(fc.oneof(anyOf('*'), text), 30);
const resourceName = fc.oneof(fc.constantFrom(...NAMES), key);
const resources = map(resourceName, fc.oneof(permission, map(resourceName, permission)));
const policy = object({
  id,
  effect: hostile(anyOf('allow', 'deny', 'ALLOW', 'maybe', '__proto__', '')),
  permission_groups: hostile(list(hostile(permissionGroup, 30))),
  resources: hostile(resources),
});
const addresses = hostile(list(hostile(fc.oneof(anyOf('192.0.2.1/24', '::/0'), text), 30)));
const requestIp = hostile(object({ in: addresses, not_in: addresses }));

const row = object({
  id: hostile(id, 30),
  name: hostile(text),
  status: hostile(anyOf('active', 'disabled', 'expired', 'revoked (exposed)', 'x', '__proto__')),
  issued_on: date,
  modified_on: date,
  last_used_on: date,
  expires_on: date,
  not_before: date,
  condition: hostile(
    fc.oneof(object({ request_ip: requestIp }), object({ 'request.ip': requestIp })),
  ),
  policies: hostile(list(hostile(policy, 30))),
});

/** The rows of a list as Cloudflare should never send them; some can be read all the same. */
export const hostileRows: fc.Arbitrary<readonly unknown[]> = list(
  fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: WRONG }),
  6,
).map((rows) => JSON.parse(rows));

/** Values that no decoder lets through: what resolvers and writers do with a bug behind them. */
const GARBAGE = [
  ...[null, undefined, 5, Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 40, 1.5, 10n, true, false],
  ...[
    '',
    'text',
    '\ud800',
    [],
    [null],
    [undefined, 'x'],
    [[['deep']]],
    {},
    { id: 5 },
    { name: {} },
  ],
  ...[
    new Error('garbage'),
    new Set(['a', null]),
    new Map([['a', 1]]),
    new Date(0),
    /x/,
    Symbol('x'),
  ],
  ...[Object.create(null), { edges: 'x' }, new String('boxed'), new Uint8Array(2)],
];

export interface Corruption {
  readonly at: number;
  readonly garbage: unknown;
}

export const corruptions: fc.Arbitrary<readonly Corruption[]> = fc.array(
  fc.record({ at: fc.nat(), garbage: fc.constantFrom(...GARBAGE) }),
  { maxLength: 4 },
);

/** A copy in which a few properties and items, wherever they are, hold garbage. */
export function corrupted<T>(value: T, changes: readonly Corruption[]): T {
  const copy = copyOf(value);
  for (const { at, garbage } of changes) {
    const places = isPlain(copy) ? placesIn(copy) : [];
    const place = places[at % places.length];
    if (place !== undefined) place[0][place[1]] = copyOf(garbage);
  }
  return copy;
}

type Mutable = Record<string, unknown>;

function isPlain(value: unknown): value is Mutable {
  return Array.isArray(value) || isPlainObject(value);
}

function isPlainObject(value: unknown): value is Mutable {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copyOf(one)])) as T;
}

function placesIn(object: Mutable): readonly [Mutable, string][] {
  return Object.entries(object).flatMap(([name, value]): [Mutable, string][] => [
    [object, name],
    ...(isPlain(value) ? placesIn(value) : []),
  ]);
}
