import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** A failure for the one who looks at the page. */
export interface Problem {
  /** The gateway's; null where it did not answer. */
  readonly code: string | null;
  readonly title: string;
  readonly advice: string;
  /** What helps: the same again, the list from its start, or another credential. */
  readonly remedy: 'retry' | 'start again' | 'credential';
  /** Before that it is of no use to try again. */
  readonly retryAfterSeconds: number | null;
  /** Who said what, for whoever looks into it. */
  readonly details: readonly string[];
}

/** The gateway's codes, and what a person makes of each. */
const SENTENCES: Readonly<Record<string, Pick<Problem, 'title' | 'advice'>>> = {
  CURSOR_EXPIRED: {
    title: 'The place in the list is gone',
    advice: 'So many tokens were deleted meanwhile that the list cannot go on from here.',
  },
  UNAUTHENTICATED: {
    title: 'A credential is needed',
    advice: 'The gateway does not know who asks, or does not accept the credential.',
  },
  FORBIDDEN: {
    title: 'This credential may not list tokens',
    advice:
      'It must belong to a user rather than to an account, have the permission “API Tokens ' +
      'Read”, and be allowed from the gateway’s address.',
  },
  RATE_LIMITED: {
    title: 'Too many requests',
    advice: 'Cloudflare’s limit for this credential is spent for now.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'Cloudflare did not answer in time',
    advice: 'This usually passes. Try again in a moment.',
  },
  UPSTREAM_UNAVAILABLE: {
    title: 'Cloudflare cannot be reached',
    advice: 'The gateway has tried more than once. Try again in a moment.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    title: 'Cloudflare’s answer cannot be read',
    advice: 'It was not what its API promises. If trying again does not help, report it.',
  },
  UPSTREAM_ERROR: {
    title: 'Cloudflare refused the request',
    advice: 'Its own words are below.',
  },
  OPERATION_TIMEOUT: {
    title: 'This took too long',
    advice: 'The gateway has given up. Try again in a moment.',
  },
  BAD_USER_INPUT: {
    title: 'The gateway refused the request',
    advice: 'This page and the gateway do not fit together. Reload the page.',
  },
  INTERNAL_SERVER_ERROR: {
    title: 'Something is wrong with the gateway',
    advice: 'If trying again does not help, report it with the request id.',
  },
};

const UNREACHABLE = {
  title: 'The gateway cannot be reached',
  advice: 'Is it running, and are you online?',
};

const UNFORESEEN = {
  title: 'The tokens could not be loaded',
  advice: 'If trying again does not help, report it.',
};

export function problemOf(error: Error): Problem {
  const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
  if (first === undefined) {
    const details = ServerError.is(error) ? [`HTTP status ${error.statusCode}`] : [];
    return { ...UNREACHABLE, code: null, remedy: 'retry', retryAfterSeconds: null, details };
  }
  const { code, retryAfter, cloudflare, requestId } = (first.extensions ?? {}) as Extensions;
  const sentences = SENTENCES[code ?? ''] ?? UNFORESEEN;
  return {
    ...sentences,
    code: code ?? null,
    remedy: REMEDIES[code ?? ''] ?? 'retry',
    retryAfterSeconds: retryAfter ?? null,
    details: [
      first.message,
      ...(cloudflare?.rayId ? [`Cloudflare ray ${cloudflare.rayId}`] : []),
      ...(requestId ? [`Request id ${requestId}`] : []),
    ],
  };
}

const REMEDIES: Readonly<Record<string, Problem['remedy']>> = {
  CURSOR_EXPIRED: 'start again',
  UNAUTHENTICATED: 'credential',
  FORBIDDEN: 'credential',
};

/** What the gateway's errors carry, as far as it is shown here. */
interface Extensions {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly requestId?: string;
  readonly cloudflare?: { readonly rayId?: string | null };
}
