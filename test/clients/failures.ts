import { CREDENTIALS, type EmulatedCredential } from '../../src/emulator/index.ts';
import type { TestClock } from '../support/clock.ts';
import type { TestGateway } from '../support/gateway.ts';

export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/** How to cause one error code, and the page that a client then requests. */
export interface FailureCase {
  readonly code: string;
  /** Default: the demo credential. */
  readonly credential?: string | null;
  readonly retryAfter?: number;
  prepare?(gateway: TestGateway, clock: TestClock): Promise<void> | void;
  /** Default: the first ten tokens. */
  pageFor?(gateway: TestGateway): Promise<Page> | Page;
}

export const TIMEOUT_MS = 700;

export const FAILURES: readonly FailureCase[] = [
  { code: 'BAD_USER_INPUT', pageFor: () => ({ first: 101, after: null }) },
  { code: 'CURSOR_EXPIRED', pageFor: pageAfterDeletedTokens },
  { code: 'UNAUTHENTICATED', credential: null },
  { code: 'UNAUTHENTICATED', credential: CREDENTIALS.expired },
  { code: 'FORBIDDEN', credential: CREDENTIALS.missingPermission },
  {
    code: 'RATE_LIMITED',
    retryAfter: 287,
    prepare: ({ upstream }) => upstream.injectFault(apiError(429, 971, { 'retry-after': '287' })),
  },
  {
    code: 'UPSTREAM_TIMEOUT',
    prepare({ upstream }, clock) {
      upstream.injectFault({ kind: 'hang' });
      upstream.onRequest(() => clock.advance(TIMEOUT_MS));
    },
  },
  {
    code: 'UPSTREAM_UNAVAILABLE',
    prepare: ({ upstream }) => upstream.injectFault({ kind: 'reset' }, 3),
  },
  {
    code: 'UPSTREAM_INVALID_RESPONSE',
    prepare: ({ upstream }) =>
      upstream.injectFault({ kind: 'response', status: 200, body: '<!DOCTYPE html>' }),
  },
  {
    code: 'UPSTREAM_ERROR',
    prepare: ({ upstream }) => upstream.injectFault(apiError(400, 7003)),
  },
];

function apiError(status: number, code: number, headers: Record<string, string> = {}) {
  const body = { success: false, errors: [{ code, message: 'refused' }] };
  return { kind: 'response', status, body, headers } as const;
}

/** The page after the tenth token. The three tokens that its cursor holds are deleted. */
async function pageAfterDeletedTokens({ ask, upstream }: TestGateway): Promise<Page> {
  const { data } = await ask('{ tokens(first: 10) { pageInfo { endCursor } } }');
  const { tokens } = upstream.credential(CREDENTIALS.demo);
  const listed = tokens.filter((row) => (row as { status?: string }).status !== 'expired');
  const deleted = new Set(listed.slice(7, 10));
  upstream.credential(CREDENTIALS.demo).tokens = tokens.filter((row) => !deleted.has(row));
  return { first: 10, after: data.tokens.pageInfo.endCursor };
}

/** Makes one row of the list unreadable for the gateway. */
export function breakRow({ tokens }: EmulatedCredential, index: number): void {
  tokens[index] = { ...(tokens[index] as object), policies: 'nonsense' };
}
