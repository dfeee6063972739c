/**
 * A check by the compiler: each field of the official client's `Token` and
 * `TokenListParams` is either served or named here with a reason. If a new
 * version of the client has more fields, the type check fails.
 */
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
  | 'policies';

export const OMITTED_FIELDS: Record<Exclude<keyof Token, ServedField>, Reason> = {
  creator_email_at_creation: 'only on account-owned tokens, which GET /user/tokens does not list',
  provisioner_id: 'only on account-owned tokens, which GET /user/tokens does not list',
  provisioner_type: 'only on account-owned tokens, which GET /user/tokens does not list',
};

type ServedParameter = 'page' | 'per_page' | 'direction' | 'include_expired';

export const OMITTED_PARAMETERS: Record<
  Exclude<keyof TokenListParams, ServedParameter>,
  Reason
> = {};

/** The other direction: each field that is named as served exists in the client. */
export type ServedFieldsExist = Assert<Extends<ServedField, keyof Token>>;
export type ServedParametersExist = Assert<Extends<ServedParameter, keyof TokenListParams>>;

type Extends<A, B> = [A] extends [B] ? true : false;
type Assert<T extends true> = T;
