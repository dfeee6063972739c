import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** A failure as the page shows it. */
export interface Problem {
  /** The gateway's error code; null if the gateway did not answer. */
  readonly code: string | null;
  readonly title: string;
  readonly advice: string;
  /** The action that can help. */
  readonly remedy: 'retry' | 'start again' | 'credential';
  /** A retry before that time would fail again. */
  readonly retryAfterSeconds: number | null;
  /** Messages and ids for an investigation. */
  readonly details: readonly string[];
}

/** The gateway's codes in words. */
const TEXTS: Readonly<Record<string, Pick<Problem, 'title' | 'advice'>>> = {
  CURSOR_EXPIRED: {
    title: 'This position in the list no longer exists',
    advice: 'The tokens at this position were deleted, so the list cannot continue from here.',
  },
  UNAUTHENTICATED: {
    title: 'A credential is needed',
    advice: 'The gateway got no credential, or it does not accept the credential.',
  },
  FORBIDDEN: {
    title: 'This credential may not list tokens',
    advice:
      'It must belong to a user and not to an account, have the permission “API Tokens ' +
      'Read”, and be allowed from the gateway’s address.',
  },
  RATE_LIMITED: {
    title: 'Too many requests',
    advice: 'Cloudflare’s limit for this credential is used up for now.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'Cloudflare did not answer in time',
    advice: 'This is usually temporary. Try again in a moment.',
  },
  UPSTREAM_UNAVAILABLE: {
    title: 'Cloudflare cannot be reached',
    advice: 'The gateway has tried more than once. Try again in a moment.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    title: 'Cloudflare’s answer cannot be read',
    advice: 'It does not have the documented format. If trying again does not help, report it.',
  },
  UPSTREAM_ERROR: {
    title: 'Cloudflare refused the request',
    advice: 'Cloudflare’s message is below.',
  },
  OPERATION_TIMEOUT: {
    title: 'This took too long',
    advice: 'The gateway stopped the request. Try again in a moment.',
  },
  BAD_USER_INPUT: {
    title: 'The gateway refused the request',
    advice: 'This page does not match the version of the gateway. Reload the page.',
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

const UNKNOWN_ERROR = {
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
  const texts = TEXTS[code ?? ''] ?? UNKNOWN_ERROR;
  return {
    ...texts,
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

/** The extensions of the gateway's errors that this page shows. */
interface Extensions {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly requestId?: string;
  readonly cloudflare?: { readonly rayId?: string | null };
}
