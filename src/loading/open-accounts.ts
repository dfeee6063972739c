import { isAccountId } from '../model/account-id.ts';
import { Failure } from '../model/failure.ts';

/** Accounts that one operation may read. */
const MAX_OPENED_ACCOUNTS = 100;

/** Returns the id of an account that is going to be read. Throws if it must not be. */
export type OpenAccount = (id: string) => string;

/**
 * The accounts of one operation. Their number is limited here, and not by cost alone: a policy may
 * name any number of accounts, and each costs calls.
 */
export function createOpenAccount(): OpenAccount {
  const opened = new Set<string>();
  return (id) => {
    if (opened.has(id)) return id;
    if (!isAccountId(id)) {
      // The ids that a client sends are checked before.
      const message = 'Cloudflare named an account by an id that is not 32 letters or digits.';
      throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
    }
    if (opened.size >= MAX_OPENED_ACCOUNTS) {
      const message = `An operation may read at most ${MAX_OPENED_ACCOUNTS} accounts. Ask for the others in another one.`;
      throw new Failure('BAD_USER_INPUT', message);
    }
    opened.add(id);
    return id;
  };
}
