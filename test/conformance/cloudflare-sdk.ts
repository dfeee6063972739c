/**
 * Compile-time: every field of the official client's `Token` and
 * `TokenListParams` is either read by the decoder or named here with the
 * reason. A new version of the client that knows more fails the type check.
 */
import type { Token } from 'cloudflare/resources/shared';
import type { TokenListParams } from 'cloudflare/resources/user/tokens/tokens';

type Reason = string;

/** The fields that the schema serves, by the name that Cloudflare gives them. */
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

export const LEFT_OUT_FIELDS: Record<Exclude<keyof Token, ServedField>, Reason> = {
  creator_email_at_creation: 'only on account-owned tokens, which GET /user/tokens does not list',
  provisioner_id: 'only on account-owned tokens, which GET /user/tokens does not list',
  provisioner_type: 'only on account-owned tokens, which GET /user/tokens does not list',
};

type ServedParameter = 'page' | 'per_page' | 'direction' | 'include_expired';

export const LEFT_OUT_PARAMETERS: Record<
  Exclude<keyof TokenListParams, ServedParameter>,
  Reason
> = {};

/** And the other way: nothing is said to be served that Cloudflare does not have. */
export type ServedFieldsExist = Assert<Extends<ServedField, keyof Token>>;
export type ServedParametersExist = Assert<Extends<ServedParameter, keyof TokenListParams>>;

type Extends<A, B> = [A] extends [B] ? true : false;
type Assert<T extends true> = T;
