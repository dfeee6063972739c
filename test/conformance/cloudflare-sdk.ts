/**
 * A check by the compiler: each field of the official client's `Token` and
 * `TokenListParams` is either served or named here with a reason. If a new
 * version of the client has more fields, the type check fails.
 */
import type { TokenListParams as AccountTokenListParams } from 'cloudflare/resources/accounts/tokens/tokens';
import type { Token } from 'cloudflare/resources/shared';
import type { TokenListParams } from 'cloudflare/resources/user/tokens/tokens';

type Reason = string;

/** The fields that the schema serves, by Cloudflare's names. */
type ServedField =
  | 'id'
  | 'name'
  | 'status'
  | 'issued_on'
  | 'modified_on'
  | 'last_used_on'
  | 'expires_on'
  | 'not_before'
  | 'condition'
  | 'policies'
  // Of tokens that belong to accounts.
  | 'creator_email_at_creation'
  | 'provisioner_id'
  | 'provisioner_type';

export const OMITTED_FIELDS: Record<Exclude<keyof Token, ServedField>, Reason> = {};

type ServedParameter = 'page' | 'per_page' | 'direction' | 'include_expired';

export const OMITTED_PARAMETERS: Record<
  Exclude<keyof TokenListParams, ServedParameter>,
  Reason
> = {};

/** Of the list of an account: its id is part of the path. */
export const OMITTED_ACCOUNT_PARAMETERS: Record<
  Exclude<keyof AccountTokenListParams, ServedParameter | 'account_id'>,
  Reason
> = {};

/** The other direction: each field that is named as served exists in the client. */
export type ServedFieldsExist = Assert<Extends<ServedField, keyof Token>>;
export type ServedParametersExist = Assert<Extends<ServedParameter, keyof TokenListParams>>;

type Extends<A, B> = [A] extends [B] ? true : false;
type Assert<T extends true> = T;
