import { expect, test } from 'vitest';

import { CREDENTIALS, type Fault } from '../../src/emulator/index.ts';
import type { GatewayOptions } from '../../src/gateway.ts';
import type { FailureCode } from '../../src/model/failure.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';
import { signJwt, startIssuer } from '../support/issuer.ts';

const ONE = '{ tokens(first: 1) { nodes { id } } }';
const credential = CREDENTIALS.seven;

async function codesOf(document: string, options: object = { credential }) {
  const { ask } = await startGateway();
  return codes(await ask(document, {}, options));
}

/** The codes after Cloudflare has answered every attempt like this. */
async function codesAfter(fault: Fault) {
  const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
  upstream.injectFault(fault, 3);
  return codes(await ask(ONE, {}, { credential }));
}

/** The codes if Cloudflare never answers, and five seconds pass. */
async function codesAfterSilence(options: GatewayOptions) {
  const clock = createTestClock();
  const { ask, upstream } = await startGateway(options, { clock });
  upstream.injectFault({ kind: 'hang' });
  upstream.onRequest(() => clock.advance(5_000));
  return codes(await ask(ONE, {}, { credential }));
}

const codes = ({ errors }: { errors: readonly { extensions: { code: string } }[] }) =>
  errors.map(({ extensions }) => extensions.code);

const apiFault = (status: number, code: number, message: string): Fault => ({
  kind: 'response',
  status,
  body: { success: false, errors: [{ code, message }] },
});

/** One way to each code. A code without one does not compile. */
const WAYS: Readonly<Record<FailureCode, () => Promise<readonly string[]>>> = {
  BAD_USER_INPUT: () => codesOf('{ tokens(first: 101) { totalCount } }'),
  async CURSOR_EXPIRED() {
    const { ask, upstream } = await startGateway();
    const first = await ask('{ tokens(first: 3) { pageInfo { endCursor } } }', {}, { credential });
    upstream.credential(credential).tokens = [{ id: 'another' }];
    const after = first.data.tokens.pageInfo.endCursor;
    const document = 'query ($after: String) { tokens(first: 1, after: $after) { totalCount } }';
    return codes(await ask(document, { after }, { credential }));
  },
  UNAUTHENTICATED: () => codesOf(ONE, { credential: null }),
  async AUTHENTICATION_UNAVAILABLE() {
    const { jwt, issuer } = await startIssuer();
    const { ask } = await startGateway({ gatewayToken: credential, jwt });
    const token = await signJwt(jwt, Date.now());
    await issuer.close();
    return codes(await ask(ONE, {}, { credential: token }));
  },
  FORBIDDEN: () => codesOf(ONE, { credential: CREDENTIALS.missingPermission }),
  async LIST_TOO_LONG() {
    const { ask, upstream } = await startGateway();
    const tokens = Array.from({ length: 5_001 }, (_, index) => ({ id: `t${index}` }));
    upstream.credential(credential).tokens = tokens;
    return codes(await ask('{ tokens(orderBy: NAME) { totalCount } }', {}, { credential }));
  },
  RATE_LIMITED: () => codesAfter(apiFault(429, 971, 'Please wait')),
  OPERATION_TIMEOUT: () => codesAfterSilence({ operationTimeoutMs: 5_000 }),
  UPSTREAM_TIMEOUT: () => codesAfterSilence({ upstreamTimeoutMs: 5_000 }),
  UPSTREAM_UNAVAILABLE: () => codesAfter({ kind: 'reset' }),
  UPSTREAM_INVALID_RESPONSE: () => codesAfter({ kind: 'response', status: 200, body: '<html>' }),
  UPSTREAM_ERROR: () => codesAfter(apiFault(400, 1234, 'Something else')),
};

test.each(Object.entries(WAYS))('%s', async (code, way) => {
  expect(await way()).toEqual([code]);
});
