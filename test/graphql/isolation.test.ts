import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { EmulatedCredential } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway, startReplica, type TestGateway } from '../support/gateway.ts';

const SEED = 20_261_126;
const SCHEDULES = 25;

const SECRETS = ['one_', 'two_'].map((name) => name.padEnd(40, '0'));
const ACCOUNTS = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
/** The second credential may not read it. */
const FORBIDDEN_ACCOUNT = ACCOUNTS[2];
const ROWS = 7;
const CACHE_TTL_MS = 60_000;

/** The place of a list: a credential, and one of its accounts, or its user if null. */
interface Place {
  readonly secret: number;
  readonly account: string | null;
}

type Step =
  | { readonly kind: 'change'; readonly place: Place }
  | {
      readonly kind: 'read';
      readonly secret: number;
      readonly replica: number;
      readonly accounts: readonly (string | null)[];
      readonly first: number;
      readonly isFresh: boolean;
    };

const secrets = fc.nat({ max: SECRETS.length - 1 });
const accounts = fc.constantFrom(null, ...ACCOUNTS);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      place: fc.record({ secret: secrets, account: accounts }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('read'),
      secret: secrets,
      replica: fc.nat({ max: 1 }),
      accounts: fc.uniqueArray(accounts, { minLength: 1, maxLength: 3 }),
      first: fc.constantFrom(3, ROWS),
      isFresh: fc.boolean(),
    }),
  },
);
/** The steps of one batch run at the same time. */
const schedules = fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), {
  minLength: 2,
  maxLength: 5,
});

const mayRead = ({ secret, account }: Place) => secret === 0 || account !== FORBIDDEN_ACCOUNT;
const nameOf = ({ secret, account }: Place) => `${secret}${account?.[0] ?? 'u'}`;
const rowsOf = (place: Place, version: number) =>
  Array.from({ length: ROWS }, (_, index) => ({ id: `${nameOf(place)}-${version}-${index}` }));

/** Every list has other rows, and other ones after each change. */
function createLists({ upstream }: TestGateway) {
  const versions = new Map<string, number>();
  const credentials = SECRETS.map((secret, index): EmulatedCredential => {
    const readable = ACCOUNTS.filter((account) => mayRead({ secret: index, account }));
    const lists = readable.map((id) => [id, { tokens: [] as unknown[] }] as const);
    return upstream.addCredential(secret, [], {
      accounts: new Map(lists),
      self: { id: `self-${index}`, status: 'active' },
    });
  });
  const versionOf = (place: Place) => versions.get(nameOf(place)) ?? 0;
  function change(place: Place): void {
    const credential = credentials[place.secret];
    const list = place.account === null ? credential : credential?.accounts.get(place.account);
    if (list === undefined) return;
    versions.set(nameOf(place), versionOf(place) + 1);
    list.tokens = rowsOf(place, versionOf(place));
  }
  for (const [secret] of SECRETS.entries()) {
    for (const account of [null, ...ACCOUNTS]) change({ secret, account });
  }
  return { change, versionOf };
}

test('accounts and credentials see nothing of each other on two gateways, in any order and at the same time', async () => {
  const clock = createTestClock();
  const first = await startGateway({ cacheTtlMs: CACHE_TTL_MS }, { clock });
  const second = startReplica(first.upstream, { cacheTtlMs: CACHE_TTL_MS }, { clock });
  const lists = createLists(first);
  const seen = { forbidden: 0, old: 0, read: 0 };

  async function read(step: Extract<Step, { kind: 'read' }>): Promise<void> {
    const { ask } = step.replica === 0 ? first : second;
    const places = step.accounts.map((account): Place => ({ secret: step.secret, account }));
    const before = places.map(lists.versionOf);
    const list = `tokens(first: ${step.first}) { nodes { tokenId } }`;
    const fields = step.accounts.map((account, index) =>
      account === null ? `f${index}: ${list}` : `f${index}: account(id: "${account}") { ${list} }`,
    );
    // Each list in an operation of its own, and all in one: a list that is FORBIDDEN takes all with it.
    const documents = places.every(mayRead)
      ? [`{ ${fields.join(' ')} credential { tokenId } }`]
      : fields.map((field) => `{ ${field} }`);
    const options = {
      credential: SECRETS[step.secret] ?? null,
      headers: step.isFresh ? { 'cache-control': 'no-cache' } : {},
    };
    const answers = await Promise.all(documents.map((document) => ask(document, {}, options)));

    for (const [index, place] of places.entries()) {
      const { data, errors } = answers[index] ?? answers[0] ?? expect.fail('no answer');
      if (!mayRead(place)) {
        seen.forbidden += 1;
        expect({ data, code: errors[0]?.extensions.code }).toEqual({
          data: null,
          code: 'FORBIDDEN',
        });
        continue;
      }
      expect(errors).toEqual([]);
      if (documents.length === 1 && data.credential) {
        expect(data.credential).toEqual({ tokenId: `self-${step.secret}` });
      }
      const { nodes } = data[`f${index}`].tokens ?? data[`f${index}`];
      const version = Number(nodes[0].tokenId.split('-')[1]);
      const expected = rowsOf(place, version).slice(0, step.first);
      expect(nodes).toEqual(expected.map(({ id }) => ({ tokenId: id })));
      expect(version).toBeLessThanOrEqual(lists.versionOf(place));
      seen.read += 1;
      if (version < (before[index] ?? 0)) seen.old += 1;
    }
  }

  await fc.assert(
    fc.asyncProperty(schedules, async (batches) => {
      for (const batch of batches) {
        await Promise.all(
          batch.map((step) => (step.kind === 'read' ? read(step) : lists.change(step.place))),
        );
        // Some pages are cached from before, and the limit of calls is not reached.
        clock.advance(CACHE_TTL_MS / 3);
      }
    }),
    { seed: SEED, numRuns: SCHEDULES, endOnFailure: true },
  );

  expect(seen.forbidden).toBeGreaterThan(SCHEDULES / 4);
  // The cache was in use.
  expect(seen.old).toBeGreaterThan(0);
  expect(seen.read).toBeGreaterThan(SCHEDULES * 4);
}, 30_000);
