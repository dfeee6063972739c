import { API_ERRORS, type EmulatedResponse } from './responses.ts';
import { SEVEN_TOKENS } from './seven-tokens.ts';
import { madeUpTokens } from './tokens.ts';
import type { WireToken } from './wire.ts';

/** Forty characters, the length of Cloudflare's older tokens; clearly not a real token. */
const secret = (words: string): string => words.padEnd(40, '0');

/** The demo credential: used for callers without a credential. */
export const DEMO_CREDENTIAL = secret('demonstration_of_137_tokens_');

export const CREDENTIALS = {
  demo: DEMO_CREDENTIAL,
  empty: secret('empty_account_'),
  seven: secret('small_account_of_7_tokens_'),
  large: secret('large_account_of_2000_tokens_'),
  /** A guess: no record shows how Cloudflare's lists answer an expired credential. */
  expired: secret('expired_credential_'),
  /** A guess, like the expired one. */
  disabled: secret('disabled_credential_'),
  missingPermission: secret('without_the_permission_'),
  ipNotAllowed: secret('from_a_refused_address_'),
  /** `cfat_`: owned by an account, not by a user (documented). */
  accountOwned: `cfat_${secret('owned_by_an_account_')}1a2b3c4d`,
} as const;

/** The list of one credential; tests may change it between two requests. */
export interface EmulatedAccount {
  tokens: unknown[];
  /** The response to every request of this credential; null if it may list its tokens. */
  readonly error: EmulatedResponse | 'bad credential' | null;
}

export function createAccounts(): Map<string, () => EmulatedAccount> {
  return new Map([
    listing(CREDENTIALS.demo, () => madeUpTokens(137)),
    listing(CREDENTIALS.empty, () => []),
    listing(CREDENTIALS.seven, () => [...SEVEN_TOKENS]),
    listing(CREDENTIALS.large, () => madeUpTokens(2_000, 7)),
    failing(CREDENTIALS.expired, 'bad credential'),
    failing(CREDENTIALS.disabled, 'bad credential'),
    failing(CREDENTIALS.missingPermission, API_ERRORS.missingPermission),
    failing(CREDENTIALS.ipNotAllowed, API_ERRORS.ipNotAllowed),
    failing(CREDENTIALS.accountOwned, API_ERRORS.wrongTokenFamily),
  ]);
}

type AccountEntry = [string, () => EmulatedAccount];

/** Makes the tokens at first use: most runs never read the list of two thousand. */
function listing(credential: string, make: () => WireToken[]): AccountEntry {
  let account: EmulatedAccount | undefined;
  return [
    credential,
    () => {
      account ??= { tokens: make(), error: null };
      return account;
    },
  ];
}

function failing(credential: string, error: EmulatedAccount['error']): AccountEntry {
  return [credential, () => ({ tokens: [], error })];
}
