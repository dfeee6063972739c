import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';

import { readConfig } from '../../src/config/config.ts';
import { CREDENTIALS } from '../../src/emulator/index.ts';
import type { GatewayOptions } from '../../src/gateway.ts';
import type { ClientError } from '../support/gateway.ts';
import { startGateway } from '../support/gateway.ts';
import { TokenDocument, TokensDocument } from '../support/generated/graphql.ts';

const COUNT = '{ tokens { totalCount } }';
const OTHER = '{ tokens { totalCount pageInfo { hasNextPage } } }';
const SEVEN = { tokens: { totalCount: 7 } };

const hashOf = (document: string) => createHash('sha256').update(document).digest('hex');
const persisted = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });

interface DocumentResponse {
  readonly status: number;
  readonly data: unknown;
  readonly codes: readonly string[];
  readonly errors: readonly ClientError[];
}

async function open(documents: GatewayOptions['documents'] = {}) {
  const { gateway, upstream } = await startGateway({ documents });

  async function send(url: string, init: RequestInit): Promise<DocumentResponse> {
    const headers = { authorization: `Bearer ${CREDENTIALS.seven}`, ...init.headers };
    const response = await gateway.fetch(new Request(url, { ...init, headers }));
    const { data, errors = [] } = JSON.parse(await response.text());
    const codes = errors.map(({ extensions }: ClientError) => extensions.code);
    return { status: response.status, data, errors, codes };
  }
  const post = (body: object) =>
    send('http://127.0.0.1/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const get = (params: Readonly<Record<string, string>>) =>
    send(`http://127.0.0.1/graphql?${new URLSearchParams(params)}`, {
      headers: { 'graphql-preflight': '1' },
    });
  return { post, get, upstream };
}

const TRUSTED = { [hashOf(COUNT)]: COUNT };
const HASH = hashOf(COUNT);

describe('a trusted document', () => {
  test.each([
    ['documentId', { documentId: HASH }],
    ['documentId with the prefix sha256:', { documentId: `sha256:${HASH}` }],
    ['persistedQuery', { extensions: persisted(HASH) }],
    ['persistedQuery with the prefix sha256:', { extensions: persisted(`sha256:${HASH}`) }],
    ['its text', { query: COUNT }],
    ['its text and its hash', { query: COUNT, documentId: HASH, extensions: persisted(HASH) }],
  ])('is found by %s', async (_name, body) => {
    for (const trustedOnly of [false, true]) {
      const { post, get } = await open({ trusted: TRUSTED, trustedOnly });
      const inUrl = Object.entries(body).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);

      expect(await post(body)).toMatchObject({ status: 200, data: SEVEN, codes: [] });
      expect(await get(Object.fromEntries(inUrl))).toMatchObject({ data: SEVEN, codes: [] });
    }
  });

  test('may have any id, also one with the prefix sha256:', async () => {
    const documents = { trusted: { 'count-1': COUNT, [`sha256:${HASH}`]: OTHER } };
    const { post } = await open(documents);

    expect(await post({ documentId: 'count-1' })).toMatchObject({ data: SEVEN });
    expect(await post({ documentId: `sha256:${HASH}` })).toMatchObject({ codes: [] });
    expect(await post({ documentId: HASH })).toMatchObject({ codes: [] });
  });

  test('accepts variables and an operation name', async () => {
    const document =
      'query A($n: Int) { tokens(first: $n) { nodes { id } } } query B { __typename }';
    const { post } = await open({ trusted: { both: document }, trustedOnly: true });

    const a = await post({ documentId: 'both', operationName: 'A', variables: { n: 2 } });
    const b = await post({ documentId: 'both', operationName: 'B' });

    expect(a.data).toEqual({
      tokens: { nodes: [{ id: expect.anything() }, { id: expect.anything() }] },
    });
    expect(b.data).toEqual({ __typename: 'Query' });
  });
});

describe('with trusted documents only', () => {
  const introspection = getIntrospectionQuery();

  test.each([
    ['another document', { query: OTHER }],
    ['a trusted text with one more space', { query: `${COUNT} ` }],
    ['introspection', { query: introspection }],
    ['introspection under a trusted hash', { query: introspection, documentId: HASH }],
    ['another text under a trusted hash', { query: OTHER, extensions: persisted(HASH) }],
    ['an unknown hash', { documentId: hashOf(OTHER) }],
    ['an unknown hash, as Apollo sends it', { extensions: persisted(hashOf(OTHER)) }],
    ['an empty request', {}],
    ['an empty text', { query: '' }],
    ['a query that is no string', { query: [COUNT] }],
    ['an id that is no string', { documentId: [HASH] }],
    ['the id __proto__', { documentId: '__proto__' }],
    ['the id constructor', { documentId: 'constructor' }],
    ['a very long id', { documentId: 'a'.repeat(90_000) }],
  ])('%s is refused without a call upstream', async (_name, body) => {
    const { post, upstream } = await open({ trusted: TRUSTED, trustedOnly: true, automatic: true });

    const { codes, errors, data } = await post(body);

    expect(codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect(errors[0]?.message).toContain('trusted documents only');
    expect(data).toBeUndefined();
    expect(upstream.requests).toHaveLength(0);
  });

  test('no query can be registered', async () => {
    const { post } = await open({ trusted: TRUSTED, trustedOnly: true, automatic: true });

    await post({ query: OTHER, extensions: persisted(hashOf(OTHER)) });

    expect(await post({ extensions: persisted(hashOf(OTHER)) })).toMatchObject({
      codes: ['DOCUMENT_NOT_TRUSTED'],
    });
  });

  test('another document in a URL is refused', async () => {
    const { get, upstream } = await open({ trusted: TRUSTED, trustedOnly: true });

    expect((await get({ query: OTHER })).codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect((await get({ documentId: 'x' })).codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('an automatic persisted query', () => {
  const extensions = persisted(HASH);

  test('is not found, then registered, then found by every kind of id', async () => {
    const { post, get } = await open({ automatic: true });

    expect(await post({ extensions })).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound' }],
      codes: ['PERSISTED_QUERY_NOT_FOUND'],
    });
    expect(await post({ query: COUNT, extensions })).toMatchObject({ data: SEVEN });
    expect(await post({ extensions })).toMatchObject({ data: SEVEN });
    expect(await get({ extensions: JSON.stringify(extensions) })).toMatchObject({ data: SEVEN });
    expect(await get({ documentId: `sha256:${HASH}` })).toMatchObject({ data: SEVEN });
  });

  test.each([
    ['another document', OTHER],
    ['one character more', `${COUNT} `],
  ])('cannot be registered with the text of %s', async (_name, query) => {
    const { post, upstream } = await open({ automatic: true });

    expect((await post({ query, extensions })).codes).toEqual(['PERSISTED_QUERY_HASH_MISMATCH']);
    expect((await post({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([HASH.toUpperCase(), 'sha256', '__proto__', ''])(
    'cannot be registered under the hash %j',
    async (hash) => {
      const { post } = await open({ automatic: true });

      expect((await post({ query: COUNT, extensions: persisted(hash) })).codes).toEqual([
        'PERSISTED_QUERY_HASH_MISMATCH',
      ]);
    },
  );

  test.each([7, null, {}, [HASH]])(
    'is not identified by a hash that is no string: %j',
    async (hash) => {
      const { post } = await open({ automatic: true });

      expect(await post({ query: COUNT, extensions: persisted(hash) })).toMatchObject({
        data: SEVEN,
      });
      expect((await post({ extensions: persisted(hash) })).codes).toEqual(['BAD_REQUEST']);
    },
  );

  test.each([7, {}, [COUNT], true])(
    'is refused with a query that is no string: %j',
    async (query) => {
      const { post } = await open({ automatic: true });

      expect((await post({ query, extensions })).codes).toEqual(['BAD_REQUEST']);
    },
  );

  test('does not replace a trusted document', async () => {
    const { post } = await open({ automatic: true, trusted: { [HASH]: '{ __typename }' } });

    await post({ query: COUNT, extensions });

    expect((await post({ extensions })).data).toEqual({ __typename: 'Query' });
  });

  test('is evicted as the least recently used of a thousand', async () => {
    const { post } = await open({ automatic: true });
    const document = (index: number) => `query Q${index} { __typename }`;
    const ask = (index: number) => post({ extensions: persisted(hashOf(document(index))) });
    const register = (index: number) =>
      post({ query: document(index), extensions: persisted(hashOf(document(index))) });
    for (let index = 0; index < 1_000; index++) await register(index);
    expect((await ask(0)).codes).toEqual([]);

    await register(1_000);

    expect((await ask(1)).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await ask(0)).codes).toEqual([]);
  });

  test('is evicted after four million characters', async () => {
    const { post } = await open({ automatic: true });
    await post({ query: COUNT, extensions });

    for (let index = 0; index < 41; index++) {
      const query = `{ __typename } # ${String(index).padEnd(99_000, '.')}`;
      expect((await post({ query, extensions: persisted(hashOf(query)) })).codes).toEqual([]);
    }

    expect((await post({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  test('is off by default: the response tells clients to send no hash again', async () => {
    const { post } = await open();

    expect(await post({ query: COUNT, extensions })).toMatchObject({ data: SEVEN });
    expect(await post({ extensions })).toMatchObject({
      errors: [{ message: 'PersistedQueryNotSupported' }],
      codes: ['PERSISTED_QUERY_NOT_SUPPORTED'],
    });
  });
});

describe('the manifest of codegen’s client preset', () => {
  const TRUSTED_DOCUMENTS = fileURLToPath(
    new URL('../support/generated/persisted-documents.json', import.meta.url),
  );
  const { documents } = readConfig({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY: 'on' }, (path) =>
    readFileSync(path, 'utf8'),
  );

  test.each([
    ['Tokens', TokensDocument, {}],
    ['Token', TokenDocument, { id: 'x' }],
  ])(
    'allows %s by the hash in the generated code, and nothing else',
    async (_name, document, variables) => {
      const { post } = await open(documents);
      const hash: string = document.__meta__?.['hash'];

      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      for (const named of [
        { documentId: hash },
        { documentId: `sha256:${hash}` },
        { extensions: persisted(hash) },
        { query: documents.trusted[hash] },
      ]) {
        expect(await post({ ...named, variables })).toMatchObject({ status: 200, codes: [] });
      }
      expect((await post({ query: COUNT })).codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    },
  );
});
