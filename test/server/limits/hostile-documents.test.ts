import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { type ClientError, PATHS, startGateway } from '../../support/gateway.ts';
import { sendOverSocket, serve } from '../../support/serve.ts';

const MAX_ERRORS = 100;
const MAX_NAME = 256;
const MAX_REPRESENTATIONS = 1_000;
const UNKNOWN = 'a_credential_that_nobody_knows_'.padEnd(40, '0');

const times = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index)).join(' ');

/** Starts a gateway behind a socket. */
async function open(options: GatewayOptions) {
  const { gateway, upstream, lines } = await startGateway(options);
  const origin = await serve(gateway.listener);
  /** Variables may be JSON already. */
  async function ask(query: string, variables: object | string = {}, credential: string = UNKNOWN) {
    const json = typeof variables === 'string' ? variables : JSON.stringify(variables);
    const { status, text } = await sendOverSocket(origin, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: `{"query":${JSON.stringify(query)},"variables":${json}}`,
    });
    const { data, errors = [], extensions } = JSON.parse(text);
    const codes = new Set(errors.map(({ extensions: { code } }: ClientError) => code));
    return { status, bytes: text.length, data, errors, extensions, codes: [...codes] };
  }
  return { ask, upstream, lines };
}

describe.each(PATHS)('with %s', (_path, compiledPath) => {
  const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
  const tokens = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ __typename: 'Nothing', id: `${index}` }));

  test('an answer has at most 100 errors, and counts the others', async () => {
    const { ask, upstream } = await open({ compiledPath });

    const { data, errors, extensions } = await ask(ENTITIES, { r: tokens(MAX_REPRESENTATIONS) });

    expect(data._entities).toHaveLength(MAX_REPRESENTATIONS);
    expect(errors).toHaveLength(MAX_ERRORS);
    expect(errors[99]).toMatchObject({
      path: ['_entities', 99],
      locations: [{ line: 1, column: 24 }],
    });
    expect(extensions).toEqual({ errorsOmitted: MAX_REPRESENTATIONS - MAX_ERRORS });
    expect(upstream.requests).toEqual([]);
  });

  test('an answer has at most 100 errors, those of items that are rejected later included', async () => {
    const { ask, upstream } = await open({ compiledPath });
    const ids = Array.from({ length: 150 }, (_, index) => `${index}`.padStart(32, '0'));
    const wrong = tokens(50);
    const r = [...ids.map((id) => ({ __typename: 'Token', id })), ...wrong];

    const { data, errors, extensions } = await ask(ENTITIES, { r });

    expect(data._entities).toEqual(r.map(() => null));
    expect(errors).toHaveLength(MAX_ERRORS);
    expect(extensions).toEqual({ errorsOmitted: r.length - MAX_ERRORS });
    expect(upstream.requests).toHaveLength(1);
  });

  test('an answer that is too long leaves no rejection that nobody handles', async () => {
    const { ask } = await open({ compiledPath, limits: { responseBytes: 1_000 } });
    const idOf = (index: number) => `${index}`.padStart(32, '0');
    const r = Array.from({ length: 150 }, (_, index) => ({ __typename: 'Token', id: idOf(index) }));

    // The test runner fails where a rejection is not handled, as Node ends the process.
    const { codes } = await ask(ENTITIES, { r });

    expect(codes).toEqual([compiledPath ? 'UNAUTHENTICATED' : 'RESPONSE_TOO_LARGE']);
  });

  test.each([
    ['a filter', 'query ($v: TokenFilter) { tokens(filter: $v) { totalCount } }', '{"not":', '}'],
    ['a list', 'query ($v: [ID!]!) { nodes(ids: $v) { id } }', '[', ']'],
    [
      'a representation',
      'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
      '{"a":',
      '}',
    ],
  ])('a variable may have 64 levels: %s', async (_name, query, before, after) => {
    const { ask, upstream, lines } = await open({ compiledPath });
    const nestedTo = (levels: number) =>
      `{"v":${before.repeat(levels)}null${after.repeat(levels)}}`;

    const within = await ask(query, nestedTo(63));
    const beyond = await ask(query, nestedTo(64));
    const deep = await ask(query, nestedTo(8_000));

    expect(within.codes).not.toContain('DEPTH_LIMIT_EXCEEDED');
    for (const { codes, errors } of [beyond, deep]) {
      expect(codes).toEqual(['DEPTH_LIMIT_EXCEEDED']);
      expect(errors[0].message).toContain('limit of 64 levels');
    }
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(upstream.requests).toEqual([]);
  });

  test('100 errors are all there', async () => {
    const { ask } = await open({ compiledPath });

    const { errors, extensions } = await ask(ENTITIES, { r: tokens(MAX_ERRORS) });

    expect(errors).toHaveLength(MAX_ERRORS);
    expect(extensions).toBeUndefined();
  });

  test('validation has at most 100 errors', async () => {
    const { ask } = await open({ compiledPath });

    const { errors, extensions } = await ask(`{ ${times(300, (index) => `nope${index}`)} }`);

    expect(errors).toHaveLength(MAX_ERRORS);
    expect(extensions.errorsOmitted).toBeGreaterThan(0);
  });

  test('locations count the line breaks of the document, however many', async () => {
    const { ask } = await open({ compiledPath });
    const breaks = '\n'.repeat(30_000);

    const executed = await ask(`${breaks}${ENTITIES}`, { r: tokens(500) });
    const refused = await ask(`${breaks}\r\n\r{ nope\n  nope }`);
    const unread = await ask(`${breaks}{ nope`);
    const variables = await ask(`${breaks}${ENTITIES}`);

    expect(executed.errors[7].locations).toEqual([{ line: 30_001, column: 24 }]);
    expect(refused.errors.map(({ locations }: { locations: unknown }) => locations)).toEqual([
      [{ line: 30_003, column: 3 }],
      [{ line: 30_004, column: 3 }],
    ]);
    expect(unread.errors[0].locations).toEqual([{ line: 30_001, column: 7 }]);
    expect(variables.errors[0].locations).toEqual([{ line: 30_001, column: 8 }]);
  });

  test('an error of a field that is selected many times has few locations', async () => {
    const { ask } = await open({ compiledPath });

    const { errors } = await ask(`{ ${times(60, () => 'tokens { totalCount }')} }`);

    expect(errors[0].locations.length).toBeLessThanOrEqual(10);
    expect(errors[0].locations[1]).toEqual({ line: 1, column: 25 });
  });

  const long = 'x'.repeat(MAX_NAME + 1);
  test.each([
    ['an alias', `{ ${long}: __typename }`],
    ['a field', `{ ${long} }`],
    ['an argument', `{ tokens(${long}: 1) { totalCount } }`],
    ['a variable', `query ($${long}: Int) { tokens(first: $${long}) { totalCount } }`],
    ['an operation', `query ${long} { __typename }`],
    ['a fragment', `{ ...${long} } fragment ${long} on Query { __typename }`],
    ['a type', `{ ... on ${long} { __typename } }`],
    ['a directive', `{ __typename @${long} }`],
    ['an enum value', `{ tokens(direction: ${long}) { totalCount } }`],
    ['a key of an object', `{ _entities(representations: [{ ${long}: 1 }]) { __typename } }`],
  ])('a name of more than 256 characters is refused: %s', async (_kind, document) => {
    const { ask, upstream } = await open({ compiledPath });

    const { codes, errors, data } = await ask(document);

    expect(codes).toEqual(['NAME_LIMIT_EXCEEDED']);
    expect(errors[0].message).toContain('limit of 256 characters in a name: one has 257');
    expect(data).toBeUndefined();
    expect(upstream.requests).toEqual([]);
  });

  test('a name of 256 characters is accepted, and a longer text is no name', async () => {
    const { ask } = await open({ compiledPath });
    const name = 'x'.repeat(MAX_NAME);

    const { data, errors } = await ask(
      `query ${name} { ${name}: __typename } # ${'y'.repeat(999)}`,
    );
    const { codes } = await ask(`{ tokens(after: "${'y'.repeat(999)}") { totalCount } }`);

    expect(errors).toEqual([]);
    expect(data).toEqual({ [name]: 'Query' });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  test('an error of a variable does not quote the whole value, the second time either', async () => {
    const { ask, upstream } = await open({ compiledPath });
    const definitions = times(40, (index) => `$v${index}: Int`);
    const uses = times(30, (index) => `a${index}: tokens(first: $v${index}) { totalCount }`);
    const rest = times(10, (index) => `__typename @skip(if: $v${index + 30})`);
    const document = `query (${definitions.replaceAll('30: Int', '30: Boolean')}) { ${uses} ${rest} }`;
    const variables = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`v${index}`, '"'.repeat(1_000)]),
    );

    for (const _attempt of ['first', 'second']) {
      const { errors } = await ask(document, variables);

      for (const { message } of errors) expect(message.length).toBeLessThanOrEqual(1_000);
    }
    const { errors } = await ask('query ($i: [ID!]!) { nodes(ids: $i) { id } }', {
      i: Array(30_000).fill({}),
    });
    expect(errors.length).toBeLessThanOrEqual(MAX_ERRORS);
    expect(errors[0].message).toContain('Variable "$i" got invalid value {} at "i[0]"');
    expect(upstream.requests).toEqual([]);
  });

  test.each([
    ['in a variable', ENTITIES, { r: tokens(MAX_REPRESENTATIONS + 1) }],
    [
      'in two fields',
      'query ($r: [_Any!]!, $s: [_Any!]!) { a: _entities(representations: $r) { __typename } ...F } fragment F on Query { b: _entities(representations: $s) { __typename } }',
      { r: tokens(MAX_REPRESENTATIONS), s: tokens(1) },
    ],
    [
      'in one variable twice',
      'query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }',
      { r: tokens(501) },
    ],
    [
      'in a variable and a literal',
      'query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: [1]) { __typename } }',
      { r: tokens(MAX_REPRESENTATIONS) },
    ],
  ])(
    'more than 1,000 representations are refused before any call: %s',
    async (_where, document, variables) => {
      const { ask, upstream } = await open({ compiledPath });

      const { codes, errors, data } = await ask(document, variables, DEMO_CREDENTIAL);

      expect(codes).toEqual(['REPRESENTATION_LIMIT_EXCEEDED']);
      expect(errors[0].message).toContain('limit of 1000 on representations');
      expect(data).toBeUndefined();
      expect(upstream.requests).toEqual([]);
    },
  );

  test('1,000 representations are accepted', async () => {
    const { ask } = await open({ compiledPath });
    const document =
      'query ($r: [_Any!]!) { a: _entities(representations: $r) { ... on Zone { id } } b: _entities(representations: $r) { ... on Zone { id } } }';
    const r = Array.from({ length: 500 }, (_, index) => ({ __typename: 'Zone', id: `${index}` }));

    const { data, errors } = await ask(document, { r });

    expect(errors).toEqual([]);
    expect(data.b[499]).toEqual({ id: '499' });
  });

  const row = (text: string) => (index: number) => ({ id: `t${index}`, name: text, policies: [] });
  const LIST = 'query ($n: Int) { tokens(first: $n) { nodes { id __typename name } } }';

  test.each(['x', 'é', '"', '\u2028', '\u0001'])(
    'an answer ends at its limit of bytes: %j',
    async (character) => {
      const maxBytes = 100_000;
      const { ask, upstream } = await open({ compiledPath, limits: { responseBytes: maxBytes } });
      const text = character.repeat(2_000);
      const rowBytes = Buffer.byteLength(JSON.stringify(text));
      upstream.addCredential(
        CREDENTIALS.empty,
        Array.from({ length: 100 }, (_, i) => row(text)(i)),
      );
      const fitting = Math.floor(maxBytes / (rowBytes + 60));

      const within = await ask(LIST, { n: Math.min(fitting, 100) }, CREDENTIALS.empty);
      const beyond = await ask(LIST, { n: 100 }, CREDENTIALS.empty);

      expect(within.errors).toEqual([]);
      expect(within.data.tokens.nodes[0].name).toBe(text);
      expect(beyond.codes).toEqual(['RESPONSE_TOO_LARGE']);
      expect(beyond.errors[0].message).toContain(`limit of ${maxBytes} bytes`);
      expect(beyond.data).toBeUndefined();
      expect(beyond.status).toBe(400);
    },
  );

  test('a type’s name under a long alias counts, too', async () => {
    const { ask, upstream } = await open({ compiledPath, limits: { responseBytes: 100_000 } });
    upstream.addCredential(
      CREDENTIALS.empty,
      Array.from({ length: 100 }, (_, i) => row('x')(i)),
    );
    const names = times(30, (index) => `${'y'.repeat(200)}${index}: __typename`);

    const { codes } = await ask(
      `{ tokens(first: 100) { nodes { ...F } } } fragment F on Token { ... { ${names} } }`,
      {},
      CREDENTIALS.empty,
    );

    expect(codes).toEqual(['RESPONSE_TOO_LARGE']);
  });

  test('the next answer is not affected by one that was too long', async () => {
    const { ask, upstream, lines } = await open({
      compiledPath,
      limits: { responseBytes: 10_000 },
    });
    upstream.addCredential(
      CREDENTIALS.empty,
      Array.from({ length: 100 }, (_, i) => row('x'.repeat(200))(i)),
    );

    const { codes } = await ask(LIST, { n: 100 }, CREDENTIALS.empty);
    const next = await ask(LIST, { n: 2 }, CREDENTIALS.empty);

    expect(codes).toEqual(['RESPONSE_TOO_LARGE']);
    expect(next.errors).toEqual([]);
    expect(next.data.tokens.nodes).toHaveLength(2);
    expect(lines.map(({ fields }) => fields['code'])).toEqual(['RESPONSE_TOO_LARGE', 'OK']);
  });
});
