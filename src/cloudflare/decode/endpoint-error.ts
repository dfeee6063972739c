import { Failure } from '../../model/failure.ts';
import { MADE_AT, quoteFirst, saysWhy, wrongFamily } from './api-error.ts';

/** Codes and words of an error do not always say what it means. At these endpoints the path does. */

/** At the tokens of an account: two kinds of tokens may read them, and the caller may have either. */
export function explainAccountError(failure: Failure): Failure {
  const { code, cloudflare } = failure;
  if (code !== 'FORBIDDEN' || cloudflare === undefined || saysWhy(cloudflare)) return failure;
  return forbidden(
    failure,
    'Cloudflare does not let this credential read the API tokens of this account. That needs the ' +
      `permission "Account API Tokens Read" for the account, on an account-owned token (${MADE_AT.account}) ` +
      `or on a user-owned one (${MADE_AT.user})`,
  );
}

/**
 * At verify, `Invalid API Token` (1000) also means a valid token of the other family (observed).
 * So it must not count as a rejection of the credential.
 */
export function explainUserVerifyError(failure: Failure): Failure {
  return isUnknownToVerify(failure) ? forbidden(failure, wrongFamily('user')) : failure;
}

export function explainAccountVerifyError(failure: Failure): Failure {
  return isUnknownToVerify(failure)
    ? forbidden(
        failure,
        'Cloudflare knows no such token of this account. It needs an account-owned token of this ' +
          `account here (${MADE_AT.account}). To see a user-owned token, ask for the credential without an account`,
      )
    : failure;
}

const INVALID_API_TOKEN = 1000;

/** Before or after it was explained. */
export function isUnknownToVerify({ code: kind, cloudflare }: Failure): boolean {
  // A block or an outage that names it, too, stays what it is.
  if (kind !== 'UNAUTHENTICATED' && kind !== 'FORBIDDEN') return false;
  return cloudflare?.errors.some(({ code }) => code === INVALID_API_TOKEN) ?? false;
}

function forbidden({ cloudflare, logDetail }: Failure, sentence: string): Failure {
  return new Failure('FORBIDDEN', `${sentence}${quoteFirst(cloudflare?.errors ?? [])}.`, {
    ...(cloudflare && { cloudflare }),
    ...(logDetail !== undefined && { logDetail }),
  });
}
