import { gql } from '@apollo/client';
import { createOperationDescriptor, fetchQuery, getRequest } from 'relay-runtime';
import { describe, expect, test } from 'vitest';

import { createClient as createApolloClient } from './apollo/tokens.ts';
import { startServer } from './client-tests.ts';
import POLICIES from './relay/__generated__/TokensPoliciesQuery.graphql.ts';
import { createEnvironment } from './relay/environment.ts';
import { createClient as createUrqlClient } from './urql/tokens.ts';

const SECRET = 'allows_and_denies_'.padEnd(40, '0');
const DOCUMENT = 'query ($id: ID!) { token(id: $id) { id policies { id effect } } }';

const policy = (id: string, effect: string) => ({
  ...{ id, effect },
  permission_groups: [],
  resources: {},
});

/** Nothing says that Cloudflare's policies never share an id: the caches must not depend on it. */
const TOKENS = [
  { id: 'a', policies: [policy('p', 'allow'), policy('p', 'deny')] },
  { id: 'b', policies: [policy('p', 'deny'), policy('q', 'allow')] },
];
const EXPECTED = TOKENS.map(({ policies }) =>
  policies.map(({ id, effect }) => ({ id, effect: effect.toUpperCase() })),
);

describe('a token with a policy that allows and one that denies shows both', () => {
  async function open(): Promise<string> {
    const { upstream, url } = await startServer();
    upstream.addCredential(SECRET, TOKENS);
    return url;
  }

  interface Answer {
    readonly token: { readonly policies: readonly { id: string; effect: string }[] };
  }
  const policiesOf = ({ token }: Answer) =>
    token.policies.map(({ id, effect }) => ({ id, effect }));

  test('in Apollo Client', async () => {
    const client = createApolloClient(await open(), SECRET);
    const query = gql(DOCUMENT);
    for (const { id } of TOKENS) await client.query<Answer>({ query, variables: { id } });

    const shown = TOKENS.map(({ id }) => {
      const data = client.readQuery<Answer>({ query, variables: { id } });
      return data === null ? null : policiesOf(data);
    });

    expect(shown).toEqual(EXPECTED);
  });

  test('in urql', async () => {
    const client = createUrqlClient(await open(), SECRET);
    for (const { id } of TOKENS) await client.query<Answer>(DOCUMENT, { id }).toPromise();

    const shown = TOKENS.map(({ id }) => {
      const data = client.readQuery<Answer>(DOCUMENT, { id })?.data;
      return data ? policiesOf(data) : null;
    });

    expect(shown).toEqual(EXPECTED);
  });

  test('in Relay', async () => {
    const environment = createEnvironment(await open(), SECRET);
    const descriptorOf = (id: string) => createOperationDescriptor(getRequest(POLICIES), { id });
    for (const { id } of TOKENS) {
      environment.retain(descriptorOf(id));
      await fetchQuery(environment, POLICIES, { id }).toPromise();
    }

    const shown = TOKENS.map(({ id }) =>
      policiesOf(environment.lookup(descriptorOf(id).fragment).data as unknown as Answer),
    );

    expect(shown).toEqual(EXPECTED);
  });
});
