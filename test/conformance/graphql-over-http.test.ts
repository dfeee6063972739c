import { serverAudits } from 'graphql-http';
import { describe, expect, test } from 'vitest';

import { createGateway } from '../../src/gateway.ts';

const ENDPOINT = 'http://127.0.0.1/graphql';

/** The audits ask for nothing upstream, so there is nothing to start. */
function fetchGateway(input: unknown, init?: RequestInit): Promise<Response> {
  const request = new Request(input as string, init);
  // GET needs one of the headers that no form can set: see "Browsers" in the README.
  request.headers.set('graphql-preflight', '1');
  return createGateway().fetch(request);
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: ENDPOINT, fetchFn: fetchGateway as typeof fetch });

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();

    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
  });

  test('there are as many audits as ever', () => {
    expect(audits.length).toBeGreaterThanOrEqual(50);
  });
});
