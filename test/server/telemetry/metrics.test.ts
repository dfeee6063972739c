import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { METRICS } from '../../../src/server/telemetry/metrics.ts';
import { serveMetrics } from '../../../src/server/telemetry/metrics-server.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { checkMetrics, hasPromtool, parseMetrics } from '../../support/prometheus.ts';
import { serve, startRequest } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';

/** The samples of a metric by the values of their labels: `{ OK: 2 }`; the key is `''` without labels. */
async function read({ gateway }: TestGateway, name: string): Promise<Record<string, number>> {
  const samples = parseMetrics(await gateway.metrics()).filter((sample) => sample.name === name);
  return Object.fromEntries(
    samples.map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );
}

describe('each metric', () => {
  test('counts operations by the code of their first error', async () => {
    const gateway = await startGateway();

    await gateway.ask(COUNT);
    await gateway.ask(COUNT);
    await gateway.ask('{ tokens(first: 101) { totalCount } }');
    await gateway.ask('{ secret }');
    await gateway.ask(COUNT, {}, { headers: { 'content-type': 'text/plain' } });
    await gateway.send('/health');

    expect(await read(gateway, METRICS.operations.name)).toEqual({
      OK: 2,
      BAD_USER_INPUT: 1,
      GRAPHQL_VALIDATION_FAILED: 1,
      PREFLIGHT_REQUIRED: 1,
    });
    expect(await read(gateway, `${METRICS.operationSeconds.name}_count`)).toEqual({ '': 5 });
  });

  test('measures calls in seconds, each attempt by itself', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    gateway.upstream.injectFault({ kind: 'reset' }, 2);
    gateway.upstream.onRequest(() => clock.advance(300));

    await gateway.ask(COUNT);

    expect(await read(gateway, METRICS.upstreamCalls.name)).toEqual({
      ok: 1,
      UPSTREAM_UNAVAILABLE: 2,
    });
    expect(await read(gateway, `${METRICS.upstreamSeconds.name}_count`)).toEqual({ '': 3 });
    expect((await read(gateway, `${METRICS.upstreamSeconds.name}_sum`))['']).toBeCloseTo(0.9);
  });

  test('says when the gateway token expires, and asks Cloudflare once an hour', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({ gatewayToken: CREDENTIALS.demo }, { clock });
    const { requests } = gateway.upstream;
    const { name } = METRICS.tokenExpiry;
    const expiry = async () => (await read(gateway, name))[''];

    expect(requests).toHaveLength(0);
    expect(await expiry()).toBeUndefined();
    await expect.poll(expiry).toBeDefined();
    expect(requests.map(({ path }) => path)).toEqual(['/user/tokens/verify']);
    const { data } = await gateway.ask('{ credential { expiresOn } }');
    const { expiresOn } = data.credential;
    expect(await expiry()).toBe(expiresOn === null ? Infinity : Date.parse(expiresOn) / 1_000);

    const before = requests.length;
    clock.advance(3_599_000);
    await expiry();
    expect(requests).toHaveLength(before);
    clock.advance(1_000);
    await expiry();
    await expect.poll(() => requests.length).toBe(before + 1);
  });

  test('keeps the last expiry of the gateway token while Cloudflare fails, and asks again after a minute', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({ gatewayToken: CREDENTIALS.demo }, { clock });
    const expiry = async () => (await read(gateway, METRICS.tokenExpiry.name))[''];
    await expect.poll(expiry).toBeDefined();
    const known = await expiry();

    clock.advance(3_600_000);
    gateway.upstream.injectFault({ kind: 'response', status: 403, body: '{}' });
    expect(await expiry()).toBe(known);
    await expect.poll(() => gateway.upstream.requests.length).toBe(2);
    expect(await expiry()).toBe(known);
    clock.advance(60_000);
    await expect
      .poll(async () => {
        expect(await expiry()).toBe(known);
        return gateway.upstream.requests.length;
      })
      .toBe(3);
  });

  test('has no expiry, and makes no call, where callers bring their own tokens', async () => {
    const gateway = await startGateway();

    expect(await read(gateway, METRICS.tokenExpiry.name)).toEqual({});
    expect(gateway.upstream.requests).toEqual([]);
  });

  test('does not count a token that does not exist as an upstream failure', async () => {
    const gateway = await startGateway();

    await gateway.ask('{ token(id: "nothing-of-this-name") { id } }');

    expect(await read(gateway, METRICS.upstreamCalls.name)).toEqual({ NOT_FOUND: 1 });
    expect(await read(gateway, METRICS.operations.name)).toEqual({ OK: 1 });
  });

  test('counts a list that does not exist as one: the address is wrong', async () => {
    const gateway = await startGateway();
    const body = { success: false, errors: [{ code: 7003, message: 'Could not route' }] };
    gateway.upstream.injectFault({ kind: 'response', status: 404, body });

    await gateway.ask(COUNT);

    expect(await read(gateway, METRICS.upstreamCalls.name)).toEqual({ UPSTREAM_ERROR: 1 });
  });

  test('counts no call that the rate limiter rejects after it has waited', async () => {
    const gateway = await startGateway();
    await gateway.ask(COUNT);
    const limited = { success: false, errors: [{ code: 10100, message: 'rate limited' }] };
    const headers = { 'retry-after': '287' };
    for (let call = 1; call <= 8; call++) {
      gateway.upstream.injectFault({ kind: 'response', status: 429, body: limited, headers });
    }

    // Eight calls of one known credential are sent at once; the others wait, and are then rejected.
    const sizes = Array.from({ length: 12 }, (_, index) => index + 10);
    await Promise.all(
      sizes.map((size) => gateway.ask(`{ tokens(first: ${size}) { nodes { id } } }`)),
    );

    expect(gateway.upstream.requests).toHaveLength(1 + 8);
    expect(await read(gateway, METRICS.upstreamCalls.name)).toEqual({ ok: 1, RATE_LIMITED: 8 });
  });

  test('counts pages by their source', async () => {
    const gateway = await startGateway({ cacheTtlMs: 60_000 });

    await Promise.all([gateway.ask(COUNT), gateway.ask(COUNT)]);
    await gateway.ask(COUNT);

    expect(await read(gateway, METRICS.pages.name)).toEqual({ called: 1, coalesced: 1, cached: 1 });
  });

  test('counts each rejection of a credential once', async () => {
    const gateway = await startGateway();

    for (const credential of [CREDENTIALS.expired, CREDENTIALS.expired, CREDENTIALS.disabled]) {
      await gateway.ask(COUNT, {}, { credential });
    }

    expect(await read(gateway, METRICS.rejectedCredentials.name)).toEqual({ '': 2 });
  });

  test('shows the calls left, for the credential with the fewest', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    const left = async () => (await read(gateway, METRICS.rateLimitRemaining.name))[''];

    expect(await left()).toBe(1_140);
    await gateway.ask(COUNT);
    await gateway.ask(COUNT);
    await gateway.ask(COUNT, {}, { credential: CREDENTIALS.seven });
    expect(await left()).toBe(1_138);
    clock.advance(310_000);
    expect(await left()).toBe(1_140);
  });

  test('counts requests in flight until their clients disconnect', async () => {
    const gateway = await startGateway();
    const inFlight = async () => (await read(gateway, METRICS.inFlight.name))[''];
    const origin = await serve(gateway.gateway.listener);
    gateway.upstream.injectFault({ kind: 'hang' });

    const called = new Promise<void>((resolve) => gateway.upstream.onRequest(() => resolve()));
    const client = startRequest(origin, {
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${CREDENTIALS.demo}`,
      },
    });
    client.on('error', () => {});
    client.end(JSON.stringify({ query: COUNT }));
    await called;
    expect(await inFlight()).toBe(1);

    client.destroy();
    await gateway.upstream.requests[0]?.aborted;
    await expect.poll(inFlight).toBe(0);
    expect(await read(gateway, METRICS.upstreamCalls.name)).toEqual({ ABORTED: 1 });
  });
});

test('every metric is present from the start, with its type and help', async () => {
  const { gateway } = await startGateway();
  const text = await gateway.metrics();

  for (const { name, type, help } of Object.values(METRICS)) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
});

describe('the metrics server', () => {
  async function open(gateway: { metrics(): Promise<string> }) {
    const origin = await serve(serveMetrics(gateway));
    return (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, init);
  }

  test('serves /metrics and nothing else', async () => {
    const { gateway } = await startGateway();
    const get = await open(gateway);

    const metrics = await get('/metrics');

    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await metrics.text()).toMatch(/^gateway_rate_limit_remaining_calls 1140$/m);
    expect((await get('/graphql')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST' })).status).toBe(404);
  });

  test('has the metrics of the process, too', async () => {
    const { gateway } = await startGateway();
    const text = await (await (await open(gateway))('/metrics')).text();

    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
  });

  test('survives a metric that cannot be read', async () => {
    const get = await open({ metrics: () => Promise.reject(new Error('a bug')) });

    expect((await get('/metrics')).status).toBe(500);
    expect((await get('/metrics')).status).toBe(500);
  });

  const mustRun = process.env['CI'] === 'true';
  if (!hasPromtool && !mustRun) {
    process.stderr.write(
      'SKIPPED: the metrics’ check needs promtool (apt-get install prometheus)\n',
    );
  }

  test.skipIf(!hasPromtool && !mustRun)('prints metrics that Prometheus accepts', async () => {
    const gateway = await startGateway({ cacheTtlMs: 60_000 });
    await gateway.ask(COUNT);
    await gateway.ask('{ secret }');
    const text = await (await (await open(gateway.gateway))('/metrics')).text();

    checkMetrics(text);
    expect(() => checkMetrics(`${text}\ngateway_operations_total 1 2 3`)).toThrow(/promtool/);
  });
});
