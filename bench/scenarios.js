/**
 * The queries, the number of callers and the number of credentials of each
 * scenario. Credentials rotate if each request must go upstream: the gateway
 * allows one credential only 1,140 calls in five minutes.
 *
 * Patterns:
 * - `steady`: each caller sends its next request when it has its response.
 * - `burst`: all callers send a request at once, wait for all responses, and
 *   start again with another credential.
 * - `walk`: each caller follows the cursors of a whole list.
 * - `fresh`: like `steady`, but no request has the same variables as another one, so
 *   that no answer comes from a cache of whole answers.
 *
 * `isCached` turns the server's cache on; `cacheTtlMs` says for how long it keeps pages.
 */
export const SCENARIOS = [
  {
    name: 'rows-20',
    title: '20 rows, every field, each request upstream',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'rows-50',
    title: '50 rows, every field, each request upstream',
    questions: [{ kind: 'every', first: 50 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'lean',
    title: '20 rows, id and name, each request upstream',
    questions: [{ kind: 'lean', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'repeated',
    title: 'the same query again, 20 rows, cached',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 1,
    isCached: true,
  },
  {
    name: 'same-32',
    title: '32 callers at once, the same query, no cache',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'burst',
    callers: 32,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'different-32',
    title: '32 callers at once, different queries (5 to 36 rows), no cache',
    questions: Array.from({ length: 32 }, (_, index) => ({ kind: 'every', first: 5 + index })),
    pattern: 'burst',
    callers: 32,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'walk',
    title: 'a walk of 2,000 tokens by 10, no cache',
    questions: [{ kind: 'walk', first: 10 }],
    pattern: 'walk',
    callers: 4,
    credentials: 10_000,
    isCached: false,
  },
  {
    name: 'walk-cached',
    title: 'a walk of 2,000 tokens by 10, pages cached',
    questions: [{ kind: 'walk', first: 10 }],
    pattern: 'walk',
    callers: 4,
    credentials: 10_000,
    isCached: true,
  },
  {
    name: 'entities-50',
    title: 'a federation batch of 50 entities, no cache',
    questions: [{ kind: 'entities', first: 50 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isCached: false,
    needsField: '_entities',
  },
  {
    name: 'credentials-10000',
    title: '20 rows, each request with the next of 10,000 credentials, pages cached',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isCached: true,
  },
  {
    name: 'questions',
    title: 'a filter, an order and a summary over 480 tokens of an account, no cache',
    questions: [{ kind: 'account', rows: 480, first: 20 }],
    pattern: 'fresh',
    callers: 4,
    credentials: 10_000,
    isCached: false,
  },
  ...[
    ['questions-cached', 480],
    ['questions-50', 50],
    ['questions-500', 500],
  ].map(([name, rows]) => ({
    name,
    title: `a filter, an order and a summary over ${rows} tokens of an account, pages cached`,
    questions: [{ kind: 'account', rows, first: 20 }],
    pattern: 'fresh',
    callers: 4,
    credentials: 1,
    isCached: true,
    // Long enough that the calls for the longest list stay below the limit.
    cacheTtlMs: 60_000,
  })),
];
