import { CREDENTIALS, type EmulatedAccount } from '../../src/emulator/index.ts';
import type { TestClock } from '../support/clock.ts';
import type { TestGateway } from '../support/gateway.ts';

export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/** How each code is brought about, and what a client then asks for. */
export interface Trouble {
  readonly code: string;
  /** Default: the demonstration's. */
  readonly credential?: string | null;
  /** What stands in the error beside the code. */
  readonly retryAfter?: number;
  prepare?(gateway: TestGateway, clock: TestClock): Promise<void> | void;
  /** Default: the first ten. */
  page?(gateway: TestGateway): Promise<Page> | Page;
}

export const TIMEOUT_MS = 700;

export const TROUBLES: readonly Trouble[] = [
  { code: 'BAD_USER_INPUT', page: () => ({ first: 101, after: null }) },
  { code: 'CURSOR_EXPIRED', page: cursorOfDeletedTokens },
  { code: 'UNAUTHENTICATED', credential: null },
  { code: 'UNAUTHENTICATED', credential: CREDENTIALS.expired },
  { code: 'FORBIDDEN', credential: CREDENTIALS.missingPermission },
  {
    code: 'RATE_LIMITED',
    retryAfter: 287,
    prepare: ({ upstream }) => upstream.trouble(refusal(429, 971, { 'retry-after': '287' })),
  },
  {
    code: 'UPSTREAM_TIMEOUT',
    prepare({ upstream }, clock) {
      upstream.trouble({ kind: 'hang' });
      upstream.onRequest(() => clock.advance(TIMEOUT_MS));
    },
  },
  {
    code: 'UPSTREAM_UNAVAILABLE',
    prepare: ({ upstream }) => upstream.trouble({ kind: 'reset' }, 3),
  },
  {
    code: 'UPSTREAM_INVALID_RESPONSE',
    prepare: ({ upstream }) =>
      upstream.trouble({ kind: 'answer', status: 200, body: '<!DOCTYPE html>' }),
  },
  {
    code: 'UPSTREAM_ERROR',
    prepare: ({ upstream }) => upstream.trouble(refusal(400, 7003)),
  },
];

function refusal(status: number, code: number, headers: Record<string, string> = {}) {
  const body = { success: false, errors: [{ code, message: 'refused' }] };
  return { kind: 'answer', status, body, headers } as const;
}

/** After the tenth token, where the three that its cursor remembers are deleted. */
async function cursorOfDeletedTokens({ ask, upstream }: TestGateway): Promise<Page> {
  const { data } = await ask('{ tokens(first: 10) { pageInfo { endCursor } } }');
  const { tokens } = upstream.account(CREDENTIALS.demo);
  const listed = tokens.filter((row) => (row as { status?: string }).status !== 'expired');
  const gone = new Set(listed.slice(7, 10));
  upstream.account(CREDENTIALS.demo).tokens = tokens.filter((row) => !gone.has(row));
  return { first: 10, after: data.tokens.pageInfo.endCursor };
}

/** A row of the list that the gateway cannot read. */
export function breakRow({ tokens }: EmulatedAccount, index: number): void {
  tokens[index] = { ...(tokens[index] as object), policies: 'nonsense' };
}
