/** Which JWTs are accepted. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  /** URL of the issuer's public keys, a JSON Web Key Set. */
  readonly jwksUrl: string;
}
