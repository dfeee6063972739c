import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';
import { nowhere, serve } from '../support/serve.ts';

import { breakRow, type Page, TIMEOUT_MS, TROUBLES } from './troubles.ts';

export interface Row {
  readonly id: string;
  readonly name?: string | null | undefined;
}

/** An app that uses one of the clients, seen from outside. */
export interface App {
  /** Reads the first page, and forgets what was read before. */
  start(): Promise<void>;
  /** Reads the next page; false where there is none. */
  more(): Promise<boolean>;
  /** What it shows, from its store alone; null is a row that cannot be read. */
  shown(): readonly (Row | null)[];
  /** Whether a row that cannot be read is missing instead. */
  readonly leavesGapsOut?: boolean;
  /** The ids of the tokens in its store, where the client tells. */
  stored?(): readonly string[];
  refetch(id: string): Promise<void>;
  /** Asks for a page, and tells how it failed. */
  fail(page: Page): Promise<ClientFailure>;
}

export interface ClientFailure {
  readonly code: string;
  readonly retryAfter: number | null;
}

/** What is told of an answer without an error. */
export const NO_FAILURE: ClientFailure = { code: 'none', retryAfter: null };

/** In pages of so many. */
export type StartApp = (url: string, credential: string | null, first: number) => App;

/** What every client must get from the gateway. */
export function keepsItsPromises(startApp: StartApp): void {
  describe('the list', () => {
    test.each([7, 50, 100])('of 137 by %i: every token once, in order', async (first) => {
      const { url, upstream } = await startServer();
      const rows = (upstream.account(CREDENTIALS.large).tokens as (Row & { status: string })[])
        .filter(({ status }) => status !== 'expired')
        .slice(0, 137);
      upstream.addAccount(OF_137, rows);
      const ids = rows.map(({ id }) => id);
      const app = startApp(url, OF_137, first);

      await walk(app);

      expect(app.shown().map((row) => row?.id)).toEqual(ids);
      if (app.stored) expect(app.stored().toSorted()).toEqual(ids.toSorted());
    });

    test('of nothing is empty', async () => {
      const { url } = await startServer();
      const app = startApp(url, CREDENTIALS.empty, 10);

      await walk(app);

      expect(app.shown()).toEqual([]);
    });

    test('has all that stand beside a row that cannot be read', async () => {
      const { url, upstream } = await startServer();
      breakRow(upstream.account(CREDENTIALS.seven), 4);
      const app = startApp(url, CREDENTIALS.seven, 3);

      await walk(app);

      const { leavesGapsOut = false } = app;
      expect(app.shown().map((row) => row?.id.at(-1) ?? null)).toEqual(
        ['1', '2', '3', '4', null, '6', '7'].filter((id) => id !== null || !leavesGapsOut),
      );
    });
  });

  test('a token that is read again is new wherever it is shown', async () => {
    const { url, upstream } = await startServer();
    const app = startApp(url, CREDENTIALS.seven, 3);
    await walk(app);
    const { tokens } = upstream.account(CREDENTIALS.seven);
    const { id } = tokens[4] as Row;
    tokens[4] = { ...(tokens[4] as Row), name: 'renamed' };
    const sent = upstream.requests.length;

    await app.refetch(id);

    expect(upstream.requests.slice(sent).map(({ path }) => path)).toEqual([`/user/tokens/${id}`]);
    expect(app.shown()).toHaveLength(7);
    expect(app.shown()[4]).toMatchObject({ id, name: 'renamed' });
  });

  test('a list that is started again shows nothing that is gone', async () => {
    const { url, upstream } = await startServer();
    const { tokens } = upstream.account(CREDENTIALS.seven);
    const app = startApp(url, CREDENTIALS.seven, 3);
    await walk(app);
    tokens.splice(0, 4);

    await app.start();

    expect(app.shown().map((row) => row?.id.at(-1))).toEqual(['5', '6', '7']);
    expect(await app.more()).toBe(false);
  });

  test.each(TROUBLES)('shows $code', async ({ code, retryAfter = null, ...trouble }) => {
    const { credential = DEMO_CREDENTIAL, prepare, page = firstTen } = trouble;
    const server = await startServer();
    const wanted = await page(server);
    await prepare?.(server, server.clock);

    const failure = await startApp(server.url, credential, wanted.first).fail(wanted);

    expect(failure).toEqual({ code, retryAfter });
  });

  test('tells a gateway that is not there from one that fails', async () => {
    const app = startApp(await nowhere(), DEMO_CREDENTIAL, 10);

    expect(await app.fail(firstTen())).toEqual({ code: 'NETWORK', retryAfter: null });
  });
}

const MAX_PAGES = 100;

async function walk(app: App): Promise<void> {
  await app.start();
  for (let pages = 1; await app.more(); pages++) {
    if (pages === MAX_PAGES) throw new Error('This walk does not end.');
  }
}

const OF_137 = 'a_list_of_137_tokens_'.padEnd(40, '0');

const firstTen = (): Page => ({ first: 10, after: null });

/** A gateway that listens, over an emulated Cloudflare; whoever waits makes time pass. */
export async function startServer(options = {}) {
  const clock = createTestClock();
  const gateway = await startGateway({ timeoutMs: TIMEOUT_MS, ...options }, { clock });
  const origin = await serve(gateway.gateway.listener);
  return { ...gateway, clock, url: `${origin}/graphql` };
}
