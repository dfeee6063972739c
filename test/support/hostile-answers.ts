import { readFileSync } from 'node:fs';
import fc from 'fast-check';

import { corrupted } from './hostile-rows.ts';

/** JSON as text: it may have keys twice, numbers that no double holds, and any depth. */
type JsonText = fc.Arbitrary<string>;

const nested = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const SCALARS = [
  ...['null', 'true', 'false', '0', '-0', '7', '-1', '0.5', '3000000000', '1e999', '-1e999'],
  ...['123456789012345678901234567890', '1e-999', '""', '"x"', '"active"', '"allow"', '"*"'],
  ...['"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\u202e"', '"__proto__"', '"1015"'],
  ...['"2026-01-02T03:04:05Z"', '"Invalid access token"', `"${'x'.repeat(50_000)}"`, '[]', '{}'],
];
const DEEP = [100, 5_000, 100_000].flatMap((levels) => [
  nested('[', ']', levels),
  nested('{"a":', '}', levels),
  nested('{"error_chain":[{"code":1,"message":"x","error_chain":', '}]}', levels / 10),
]);
const KEYS = [
  ...['id', 'name', 'status', 'policies', 'resources', 'permission_groups', 'meta', 'effect'],
  ...['condition', 'request_ip', 'request.ip', 'in', 'not_in', 'code', 'message', 'error_chain'],
  ...['success', 'result', 'result_info', 'total_count', 'page', 'per_page', 'title', 'error_code'],
  ...['__proto__', 'constructor', 'toJSON', 'then', 'length', 'valueOf', '0', '1', '-1', ''],
  ...['com.cloudflare.api.account.*', '\ud800', 'k'.repeat(10_000)],
];

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 8, arbitrary: fc.constantFrom(...SCALARS) },
    { weight: 1, arbitrary: fc.constantFrom(...DEEP) },
    {
      weight: 3,
      arbitrary: fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    },
    {
      weight: 5,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...KEYS), tie('json')), { maxLength: 6 })
        .map((all) => `{${all.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`),
    },
  ),
}));

const SAMPLES = [
  ...['list-page1', 'list-nested-resources', 'list-hostile-nulls', 'list-empty', 'token-details'],
  ...['permission-groups', 'verify-active', 'error-400-malformed-authorization'],
  ...['error-400-validation', 'error-403-missing-permission', 'error-429-rate-limited'],
].map((name) =>
  JSON.parse(readFileSync(new URL(`../contract/samples/${name}.json`, import.meta.url), 'utf8')),
);

/** An answer of Cloudflare's in which a few values, wherever they are, are hostile. */
const changedSample: JsonText = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(fc.tuple(fc.nat(), json), { minLength: 1, maxLength: 5 }),
  )
  .map(([sample, changes]) => {
    const marks = changes.map(([at], index) => ({ at, garbage: `mark ${index}` }));
    const marked = JSON.stringify(corrupted(sample, marks));
    return marked.replace(/"mark (\d)"/g, (_mark, index) => changes[Number(index)]?.[1] ?? 'null');
  });

export interface HostileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, weight = 6) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: other });

const type = fc.constantFrom('text/html', 'text/plain', '', 'application/problem+json', ';;', 'x');
const encoding = fc.constantFrom(' ', 'Identity', 'gzip', 'br', 'zstd', ',,');
const retryAfter = fc.constantFrom('0', '1.5', '-1', '9'.repeat(300), 'soon', '');

export const hostileAnswers: fc.Arbitrary<HostileAnswer> = fc.record({
  status: mostly(
    fc.constant(200),
    fc.constantFrom(204, 301, 400, 401, 403, 404, 429, 503, 526, 999),
  ),
  headers: fc
    .tuple(
      mostly(fc.constant('application/json'), type),
      mostly(fc.constant(''), encoding, 20),
      mostly(fc.constant('1'), retryAfter),
    )
    .map(([contentType, contentEncoding, seconds]) => ({
      'content-type': contentType,
      ...(contentEncoding !== '' && { 'content-encoding': contentEncoding }),
      'retry-after': seconds,
      'cf-ray': '\xff',
    })),
  body: mostly(changedSample, mostly(json, fc.string({ unit: 'binary' }), 2)),
});
