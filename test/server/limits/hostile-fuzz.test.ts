import { expect, test } from 'vitest';

import { DEFAULT_LIMITS } from '../../../src/config/defaults.ts';
import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { type ClientError, PATHS, startGateway } from '../../support/gateway.ts';

const SEED = 20_261_127;
const DOCUMENTS = 60;
const GENERATOR: string = '../../../bench/fuzz-documents.js';

/** The answers that every document of the generator may have. */
const CODES = [
  ...['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'RATE_LIMITED'],
  ...['ALIAS_LIMIT_EXCEEDED', 'COST_LIMIT_EXCEEDED', 'DEPTH_LIMIT_EXCEEDED', 'NAME_LIMIT_EXCEEDED'],
  ...['DIRECTIVE_LIMIT_EXCEEDED', 'TOKEN_LIMIT_EXCEEDED', 'VALIDATION_LIMIT_EXCEEDED'],
  ...['REPRESENTATION_LIMIT_EXCEEDED', 'RESPONSE_TOO_LARGE', 'PAYLOAD_TOO_LARGE'],
  // An account that the credential may not read.
  ...['UPSTREAM_UNAVAILABLE', 'FORBIDDEN'],
];
const MAX_ERRORS_BYTES = 1_000_000;

test.each(PATHS)(
  `${DOCUMENTS} hostile documents within the limits have bounded answers: %s`,
  async (_path, compiledPath) => {
    const { createRequests } = await import(GENERATOR);
    const { post, upstream, lines } = await startGateway({ compiledPath, cacheTtlMs: 3_600_000 });
    const { tokens } = upstream.credential(DEMO_CREDENTIAL);
    const ids = tokens.slice(0, 20).map((token) => (token as { id: string }).id);
    const next = createRequests(schema, SEED, ids);
    const seen = new Set<string>();

    for (let count = 0; count < DOCUMENTS; count++) {
      const body: string = next();
      const response = await post(body, { authorization: `Bearer ${DEMO_CREDENTIAL}` });
      const text = await response.text();
      const { errors = [], extensions } = JSON.parse(text);

      expect(response.status, body.slice(0, 1_000)).not.toBe(500);
      expect(text.length).toBeLessThan(DEFAULT_LIMITS.responseBytes + MAX_ERRORS_BYTES);
      expect(errors.length).toBeLessThanOrEqual(100);
      if (extensions?.errorsOmitted) expect(errors).toHaveLength(100);
      for (const { message, extensions: of } of errors as ClientError[]) {
        expect(CODES).toContain(of.code);
        expect(message.length).toBeLessThanOrEqual(1_000);
        seen.add(of.code);
      }
      if (errors.length === 0) seen.add('OK');
    }

    expect(lines.filter(({ message }) => message === 'unexpected error')).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining(['OK', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']),
    );
  },
  60_000,
);
