import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

import type { JwtOptions } from '../../src/model/jwt-options.ts';

const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export interface TestIssuer {
  readonly jwt: JwtOptions;
  /** From then on nobody listens where its keys were. */
  readonly issuer: { close(): Promise<void> };
}

/** An issuer of JWTs, with a server for its keys. */
export async function startIssuer(): Promise<TestIssuer> {
  const keys = [{ ...(await exportJWK(KEYS.publicKey)), kid: 'ours', alg: 'ES256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    jwt: {
      issuer: 'https://issuer.example',
      audience: 'tokens-gateway',
      jwksUrl: `http://127.0.0.1:${port}/keys`,
    },
    issuer: {
      async close() {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    },
  };
}

/** One that is right in everything, for ten minutes; its subject is `dashboard`. */
export function signJwt({ issuer, audience }: JwtOptions, nowMs: number): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'ours' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('dashboard')
    .setExpirationTime(Math.floor(nowMs / 1_000) + 600)
    .sign(KEYS.privateKey);
}
