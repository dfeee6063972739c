import { serverAudits } from 'graphql-http';
import { describe, expect, test } from 'vitest';

import { createNodeGateway } from '../../src/node-gateway.ts';

const ENDPOINT = 'http://127.0.0.1/graphql';

/** The audits read nothing from Cloudflare, so no emulator is started. */
function fetchGateway(input: unknown, init?: RequestInit): Promise<Response> {
  const request = new Request(input as string, init);
  // GET needs a header that an HTML form cannot set: see "Browsers" in the README.
  request.headers.set('graphql-preflight', '1');
  return createNodeGateway().fetch(request);
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: ENDPOINT, fetchFn: fetchGateway as typeof fetch });

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();

    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
  });

  test('has at least 50 audits', () => {
    expect(audits.length).toBeGreaterThanOrEqual(50);
  });
});
