import { type Answer, REFUSALS } from './responses.ts';
import { SEVEN_TOKENS } from './seven-tokens.ts';
import { madeUpTokens } from './tokens.ts';
import type { WireToken } from './wire.ts';

/** Forty characters, the length of Cloudflare's older tokens; plainly no real one. */
const secret = (words: string): string => words.padEnd(40, '0');

/** The credential that stands in for a caller who has none. */
export const DEMO_CREDENTIAL = secret('demonstration_of_137_tokens_');

export const CREDENTIALS = {
  demo: DEMO_CREDENTIAL,
  empty: secret('empty_account_'),
  seven: secret('small_account_of_7_tokens_'),
  large: secret('large_account_of_2000_tokens_'),
  /** A guess: Cloudflare's answer to an expired credential is not recorded for lists. */
  expired: secret('expired_credential_'),
  /** A guess, as for an expired one. */
  disabled: secret('disabled_credential_'),
  missingPermission: secret('without_the_permission_'),
  ipNotAllowed: secret('from_a_refused_address_'),
  /** `cfat_`: owned by an account, not by a user (documented). */
  accountOwned: `cfat_${secret('owned_by_an_account_')}1a2b3c4d`,
} as const;

/** What one credential sees: tests may change the list between two requests. */
export interface EmulatedAccount {
  tokens: unknown[];
  /** How every request of this credential is refused; null where it is not. */
  readonly refusal: Answer | 'bad credential' | null;
}

export function createAccounts(): Map<string, () => EmulatedAccount> {
  return new Map([
    listing(CREDENTIALS.demo, () => madeUpTokens(137)),
    listing(CREDENTIALS.empty, () => []),
    listing(CREDENTIALS.seven, () => [...SEVEN_TOKENS]),
    listing(CREDENTIALS.large, () => madeUpTokens(2_000, 7)),
    refusing(CREDENTIALS.expired, 'bad credential'),
    refusing(CREDENTIALS.disabled, 'bad credential'),
    refusing(CREDENTIALS.missingPermission, REFUSALS.missingPermission),
    refusing(CREDENTIALS.ipNotAllowed, REFUSALS.ipNotAllowed),
    refusing(CREDENTIALS.accountOwned, REFUSALS.wrongTokenFamily),
  ]);
}

type Entry = [string, () => EmulatedAccount];

/** Made at first use: two thousand tokens that nobody asks for cost nothing. */
function listing(credential: string, make: () => WireToken[]): Entry {
  let account: EmulatedAccount | undefined;
  return [
    credential,
    () => {
      account ??= { tokens: make(), refusal: null };
      return account;
    },
  ];
}

function refusing(credential: string, refusal: EmulatedAccount['refusal']): Entry {
  return [credential, () => ({ tokens: [], refusal })];
}
