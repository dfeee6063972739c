import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, SignJWT } from 'jose';

import type { JwtOptions } from '../../src/model/jwt-options.ts';
import { close, listen } from './serve.ts';

const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export interface TestIssuer {
  readonly jwt: JwtOptions;
  /** Stops the server of the public keys. */
  readonly issuer: { close(): Promise<void> };
}

/** Starts the server of an issuer's public keys. It is closed when the test ends. */
export async function startIssuer(): Promise<TestIssuer> {
  const keys = [{ ...(await exportJWK(KEYS.publicKey)), kid: 'ours', alg: 'ES256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  const origin = await listen(server);
  return {
    jwt: {
      issuer: 'https://issuer.example',
      audience: 'tokens-gateway',
      jwksUrl: `${origin}/keys`,
    },
    issuer: { close: () => close(server) },
  };
}

/** Signs a valid JWT for ten minutes. */
export function signJwt(
  { issuer, audience }: JwtOptions,
  nowMs: number,
  subject = 'dashboard',
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'ours' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setExpirationTime(Math.floor(nowMs / 1_000) + 600)
    .sign(KEYS.privateKey);
}
