import { demoTokens, lastSecondOfDay, withUnreadable } from './demo/tokens.ts';
import { FOUR_TOKENS } from './four-tokens.ts';
import { API_ERRORS, type EmulatedResponse } from './responses.ts';
import { SEVEN_TOKENS } from './seven-tokens.ts';
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
  /** `cfat_`: owned by an account, not by a user (documented). It may read that account alone. */
  accountOwned: `cfat_${secret('owned_by_an_account_')}1a2b3c4d`,
  /** Owned by an account as well, from the time before the prefixes. */
  accountOwnedLegacy: secret('owned_by_an_account_no_prefix_'),
  /** Owned by a user who may list only the tokens of an account that they created. */
  listSelf: secret('lists_its_own_tokens_only_'),
} as const;

/** The accounts, by the number of their tokens. The one of four is the sample's. */
export const ACCOUNTS = {
  four: 'acc00000000000000000000000000001',
  none: 'acc00000000000000000000000000002',
  seven: 'acc00000000000000000000000000003',
  sixty: 'acc00000000000000000000000000004',
  many: 'acc00000000000000000000000000005',
} as const;

/** The email address of the user who has the credential that may list only its own tokens. */
const SELF = 'dev@example.com';

/** A list of tokens; tests may change it between two requests. */
export interface EmulatedTokens {
  tokens: unknown[];
}

/** What one credential may read: the list of its user, and the lists of accounts. */
export interface EmulatedCredential extends EmulatedTokens {
  /** The response to every request of this credential; null if it may list its tokens. */
  readonly error: EmulatedResponse | 'bad credential' | null;
  /** The accounts whose tokens it may read, by their ids. */
  readonly accounts: Map<string, EmulatedTokens>;
  /** The account that owns the credential; null: a user does. */
  readonly owner: string | null;
  /** The credential itself, as verify describes it; null: its id is that of the first token. */
  readonly self: WireSelf | null;
}

interface WireSelf {
  readonly id: string;
  readonly status: string;
  readonly expires_on?: string;
  readonly not_before?: string;
}

/** `nowMs`: the dates of made-up tokens are relative to it. */
export function createCredentials(nowMs: number): Map<string, () => EmulatedCredential> {
  const owned = createOwned(nowMs);
  const user = { kind: 'user', accounts: [ACCOUNTS.many, ACCOUNTS.sixty, ACCOUNTS.seven] } as const;
  const all = Object.values(ACCOUNTS).map((id) => [id, owned(id)] as const);
  const own = (id: string) => new Map([[id, owned(id)]]);
  const ofAccount = { owner: ACCOUNTS.seven, accounts: () => own(ACCOUNTS.seven) };
  return new Map([
    listing(CREDENTIALS.demo, () => withUnreadable(demoTokens(137, user, nowMs)), {
      accounts: () => new Map(all),
      self: {
        id: 'de30de30de30de30de30de30de30de30',
        status: 'active',
        expires_on: lastSecondOfDay(nowMs + 300 * 86_400_000),
      },
    }),
    listing(CREDENTIALS.empty, () => []),
    listing(CREDENTIALS.seven, () => [...SEVEN_TOKENS], {
      accounts: () => own(ACCOUNTS.four),
      self: {
        id: '70c00000000000000000000000000006',
        status: 'active',
        not_before: '2026-10-01T00:00:00Z',
        expires_on: '2026-10-31T23:59:59Z',
      },
    }),
    listing(CREDENTIALS.large, () => demoTokens(2_000, user, nowMs)),
    failing(CREDENTIALS.expired, 'bad credential', 'expired'),
    failing(CREDENTIALS.disabled, 'bad credential', 'disabled'),
    failing(CREDENTIALS.missingPermission, API_ERRORS.missingPermission, 'active'),
    failing(CREDENTIALS.ipNotAllowed, API_ERRORS.ipNotAllowed, 'active'),
    listing(CREDENTIALS.accountOwned, () => [], { ...ofAccount, self: selfOf('ac', 'active') }),
    listing(CREDENTIALS.accountOwnedLegacy, () => [], {
      ...ofAccount,
      self: selfOf('ad', 'active'),
    }),
    listing(CREDENTIALS.listSelf, () => [], {
      accounts: () => new Map([[ACCOUNTS.sixty, createdBySelf(owned(ACCOUNTS.sixty))]]),
    }),
  ]);
}

/** The lists of the accounts. Every credential that may read an account sees the same list. */
function createOwned(nowMs: number): (id: string) => EmulatedTokens {
  const counts: Readonly<Record<string, number>> = {
    [ACCOUNTS.none]: 0,
    [ACCOUNTS.seven]: 7,
    [ACCOUNTS.sixty]: 60,
    [ACCOUNTS.many]: 480,
  };
  const lists = new Map<string, EmulatedTokens>([[ACCOUNTS.four, { tokens: [...FOUR_TOKENS] }]]);
  return (id) => {
    const list =
      lists.get(id) ??
      lazily(() => withUnreadable(demoTokens(counts[id] ?? 0, { kind: 'account', id }, nowMs)));
    lists.set(id, list);
    return list;
  };
}

/** Makes the tokens at first use: most runs never read the long lists. */
function lazily(make: () => unknown[]): EmulatedTokens {
  let tokens: unknown[] | undefined;
  return {
    get tokens() {
      tokens ??= make();
      return tokens;
    },
    set tokens(changed) {
      tokens = changed;
    },
  };
}

/** What `com.cloudflare.api.account.token.list_self` lets through: nothing in the answer shows it. */
function createdBySelf(list: EmulatedTokens): EmulatedTokens {
  return {
    get tokens() {
      return (list.tokens as WireToken[]).filter(
        (token) => token.creator_email_at_creation === SELF,
      );
    },
    set tokens(_changed) {
      throw new Error('change the list of the account');
    },
  };
}

type CredentialEntry = [string, () => EmulatedCredential];

interface Rest {
  readonly owner?: string;
  readonly self?: WireSelf;
  readonly accounts?: () => Map<string, EmulatedTokens>;
}

function listing(secret: string, make: () => unknown[], rest: Rest = {}): CredentialEntry {
  let credential: EmulatedCredential | undefined;
  return [
    secret,
    () => {
      credential ??= emulatedCredential(make(), {
        ...rest,
        accounts: rest.accounts?.() ?? new Map(),
      });
      return credential;
    },
  ];
}

/** A credential that may list its user's tokens, and with `rest` more or less than that. */
export function emulatedCredential(
  tokens: unknown[],
  rest: Partial<Omit<EmulatedCredential, 'tokens'>> = {},
): EmulatedCredential {
  return { tokens, error: null, accounts: new Map(), owner: null, self: null, ...rest };
}

function failing(
  secret: string,
  error: EmulatedCredential['error'],
  status: string,
): CredentialEntry {
  return [secret, () => emulatedCredential([], { error, self: selfOf('fa', status) })];
}

function selfOf(suffix: string, status: string): WireSelf {
  return { id: `70c0000000000000000000000000${suffix.padStart(4, '0')}`, status };
}
