import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';
import { nowhere, serve } from '../support/serve.ts';

import { breakRow, FAILURES, type Page, TIMEOUT_MS } from './failures.ts';

export interface Row {
  readonly id: string;
  readonly name?: string | null | undefined;
}

/** An app that uses one of the clients, as its user sees it. */
export interface App {
  /** Loads the first page, and drops the pages that were loaded before. */
  start(): Promise<void>;
  /** Loads the next page. Returns false if there is no next page. */
  loadMore(): Promise<boolean>;
  /** The rows in the client's cache, in order. A row that cannot be read is null. */
  rows(): readonly (Row | null)[];
  /** Whether the client omits a row that cannot be read, instead of null. */
  readonly omitsUnreadableRows?: boolean;
  /** The ids of the tokens in the cache, if the client can list them. */
  cachedIds?(): readonly string[];
  refetch(id: string): Promise<void>;
  /** Requests a page, and returns its error. */
  failureFor(page: Page): Promise<ClientFailure>;
}

export interface ClientFailure {
  readonly code: string;
  readonly retryAfter: number | null;
}

/** Stands for a response without an error. */
export const NO_FAILURE: ClientFailure = { code: 'none', retryAfter: null };

/** Starts an app that loads pages of `first` rows. */
export type StartApp = (url: string, credential: string | null, first: number) => App;

/** The tests that every client must pass. */
export function testClient(startApp: StartApp): void {
  describe('the list', () => {
    test.each([7, 50, 100])(
      'of 137 tokens, in pages of %i, has every token once, in order',
      async (first) => {
        const { url, upstream } = await startServer();
        const rows = (upstream.credential(CREDENTIALS.large).tokens as (Row & { status: string })[])
          .filter(({ status }) => status !== 'expired')
          .slice(0, 137);
        upstream.addCredential(OF_137, rows);
        const ids = rows.map(({ id }) => id);
        const app = startApp(url, OF_137, first);

        await loadAll(app);

        expect(app.rows().map((row) => row?.id)).toEqual(ids);
        if (app.cachedIds) expect(app.cachedIds().toSorted()).toEqual(ids.toSorted());
      },
    );

    test('of a user without tokens is empty', async () => {
      const { url } = await startServer();
      const app = startApp(url, CREDENTIALS.empty, 10);

      await loadAll(app);

      expect(app.rows()).toEqual([]);
    });

    test('has all other rows if one row cannot be read', async () => {
      const { url, upstream } = await startServer();
      breakRow(upstream.credential(CREDENTIALS.seven), 4);
      const app = startApp(url, CREDENTIALS.seven, 3);

      await loadAll(app);

      expect(app.rows().map((row) => row?.id.at(-1) ?? null)).toEqual(
        ['1', '2', '3', '4', null, '6', '7'].filter(
          (id) => id !== null || !app.omitsUnreadableRows,
        ),
      );
    });
  });

  test('reads one token again, and updates the list that shows it', async () => {
    const { url, upstream } = await startServer();
    const app = startApp(url, CREDENTIALS.seven, 3);
    await loadAll(app);
    const { tokens } = upstream.credential(CREDENTIALS.seven);
    const { id } = tokens[4] as Row;
    tokens[4] = { ...(tokens[4] as Row), name: 'renamed' };
    const sent = upstream.requests.length;

    await app.refetch(id);

    expect(upstream.requests.slice(sent).map(({ path }) => path)).toEqual([`/user/tokens/${id}`]);
    expect(app.rows()).toHaveLength(7);
    expect(app.rows()[4]).toMatchObject({ id, name: 'renamed' });
  });

  test('a list that is loaded again does not show deleted tokens', async () => {
    const { url, upstream } = await startServer();
    const { tokens } = upstream.credential(CREDENTIALS.seven);
    const app = startApp(url, CREDENTIALS.seven, 3);
    await loadAll(app);
    tokens.splice(0, 4);

    await app.start();

    expect(app.rows().map((row) => row?.id.at(-1))).toEqual(['5', '6', '7']);
    expect(await app.loadMore()).toBe(false);
  });

  test.each(FAILURES)('reports $code', async ({ code, retryAfter = null, ...given }) => {
    const { credential = DEMO_CREDENTIAL, prepare, pageFor = () => FIRST_TEN } = given;
    const server = await startServer();
    const page = await pageFor(server);
    await prepare?.(server, server.clock);

    const failure = await startApp(server.url, credential, page.first).failureFor(page);

    expect(failure).toEqual({ code, retryAfter });
  });

  test('reports NETWORK if the gateway cannot be reached', async () => {
    const app = startApp(await nowhere(), DEMO_CREDENTIAL, 10);

    expect(await app.failureFor(FIRST_TEN)).toEqual({ code: 'NETWORK', retryAfter: null });
  });
}

const MAX_PAGES = 100;

async function loadAll(app: App): Promise<void> {
  await app.start();
  for (let pages = 1; await app.loadMore(); pages++) {
    if (pages === MAX_PAGES) throw new Error('The pagination does not end.');
  }
}

const OF_137 = 'a_list_of_137_tokens_'.padEnd(40, '0');

const FIRST_TEN: Page = { first: 10, after: null };

/** Starts a gateway that listens, with an emulated Cloudflare and a clock on which waiting takes no time. */
export async function startServer(options = {}) {
  const clock = createTestClock();
  const gateway = await startGateway({ upstreamTimeoutMs: TIMEOUT_MS, ...options }, { clock });
  const origin = await serve(gateway.gateway.listener);
  return { ...gateway, clock, url: `${origin}/graphql` };
}
