import type { CredentialDetails } from '../../model/token.ts';
import { type Decoder, field, nonEmptyString, object, optional, string } from './json.ts';
import { decodePart } from './result.ts';
import { decodeTokenStatus } from './token.ts';

const optionalDate = optional(string);

/** Decodes the `result` of verify. */
export function decodeCredential(result: unknown): CredentialDetails {
  return decodePart('result', decodeDetails, result);
}

const decodeDetails: Decoder<CredentialDetails> = (value) => {
  const from = object(value);
  return {
    tokenId: field(from, 'id', nonEmptyString),
    status: field(from, 'status', decodeTokenStatus),
    expiresOn: field(from, 'expires_on', optionalDate),
    notBefore: field(from, 'not_before', optionalDate),
  };
};
