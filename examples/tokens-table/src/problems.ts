import { Failure } from './ask.ts';

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
      'For a user’s tokens it must be user-owned and have “API Tokens Read”; for an account’s it ' +
      'needs “Account API Tokens Read” there. It must be allowed from the gateway’s address.',
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
    title: 'The gateway does not understand a value',
    advice: 'Correct the value of the question, or ask another one.',
  },
  LIST_TOO_LONG: {
    title: 'This list is too long to be searched',
    advice: 'This page filters and sorts, for which the gateway reads the whole list.',
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

export function problemOf(error: unknown): Problem {
  const first = error instanceof Failure ? error.first : null;
  if (first === null) {
    const details = error instanceof Failure ? [error.message] : [];
    return { ...UNREACHABLE, code: null, remedy: 'retry', retryAfterSeconds: null, details };
  }
  const { code = '', retryAfter, cloudflare, requestId } = first.extensions ?? {};
  return {
    ...(TEXTS[code] ?? UNKNOWN_ERROR),
    code: code || null,
    remedy: REMEDIES[code] ?? 'retry',
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
