/**
 * What is asked, by how many at once, and with whose credentials. Where each
 * request is to go upstream, credentials rotate: one alone would run into the
 * 1,140 calls in five minutes that the gateway allows it.
 *
 * Patterns: `steady`: each caller asks again as soon as it has its answer;
 * `burst`: all callers ask at once, wait for all, and ask again with another
 * credential; `walk`: each caller follows the cursors of a whole list.
 */
export const SCENARIOS = [
  {
    name: 'rows-20',
    title: '20 rows, every field, each request upstream',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'rows-50',
    title: '50 rows, every field, each request upstream',
    questions: [{ kind: 'every', first: 50 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'lean',
    title: '20 rows, id and name, each request upstream',
    questions: [{ kind: 'lean', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'repeated',
    title: 'the same query again, 20 rows, own cache',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 1,
    isKept: true,
  },
  {
    name: 'same-32',
    title: '32 callers at once, the same query, nothing kept',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'burst',
    callers: 32,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'different-32',
    title: '32 callers at once, different queries (5 to 36 rows), nothing kept',
    questions: Array.from({ length: 32 }, (_, index) => ({ kind: 'every', first: 5 + index })),
    pattern: 'burst',
    callers: 32,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'walk',
    title: 'a walk of 2,000 tokens by 10, nothing kept',
    questions: [{ kind: 'walk', first: 10 }],
    pattern: 'walk',
    callers: 4,
    credentials: 10_000,
    isKept: false,
  },
  {
    name: 'walk-kept',
    title: 'a walk of 2,000 tokens by 10, pages kept',
    questions: [{ kind: 'walk', first: 10 }],
    pattern: 'walk',
    callers: 4,
    credentials: 10_000,
    isKept: true,
  },
  {
    name: 'entities-50',
    title: 'a federation batch of 50 entities, nothing kept',
    questions: [{ kind: 'entities', first: 50 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isKept: false,
    needsField: '_entities',
  },
  {
    name: 'credentials-10000',
    title: 'one credential a request out of 10,000, 20 rows, pages kept',
    questions: [{ kind: 'every', first: 20 }],
    pattern: 'steady',
    callers: 16,
    credentials: 10_000,
    isKept: true,
  },
];
