import { gql } from '@apollo/client';
import { createOperationDescriptor, fetchQuery, getRequest } from 'relay-runtime';
import { describe, expect, test } from 'vitest';

import { createClient as createApolloClient } from './apollo/tokens.ts';
import { startServer } from './client-tests.ts';
import ACCOUNT_POLICIES from './relay/__generated__/TokensAccountPoliciesQuery.graphql.ts';
import POLICIES from './relay/__generated__/TokensPoliciesQuery.graphql.ts';
import { createEnvironment } from './relay/environment.ts';
import { createClient as createUrqlClient } from './urql/tokens.ts';

const SECRET = 'allows_and_denies_'.padEnd(40, '0');
const DOCUMENT = 'query ($id: ID!) { token(id: $id) { id policies { id effect } } }';

const ACCOUNT = 'a'.repeat(32);
const ACCOUNT_DOCUMENT = `query ($account: ID!) {
  account(id: $account) {
    id
    tokens(first: 5) {
      edges { cursor node { id policies { id effect } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

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
/** They have the ids of the user's tokens: a cache must not mix up the two families either. */
const ACCOUNT_TOKENS = TOKENS.map(({ id, policies }) => ({ id, policies: policies.toReversed() }));

const shownPolicies = (policies: readonly { readonly id: string; readonly effect: string }[]) =>
  policies.map(({ id, effect }) => ({ id, effect: effect.toUpperCase() }));
const EXPECTED = TOKENS.map(({ policies }) => shownPolicies(policies));
const EXPECTED_OF_ACCOUNT = ACCOUNT_TOKENS.map(({ policies }) => shownPolicies(policies));

async function open(): Promise<string> {
  const { upstream, url } = await startServer();
  const accounts = new Map([[ACCOUNT, { tokens: ACCOUNT_TOKENS }]]);
  upstream.addCredential(SECRET, TOKENS, { accounts });
  return url;
}

describe('a token with a policy that allows and one that denies shows both', () => {
  interface Answer {
    readonly token: { readonly policies: readonly { id: string; effect: string }[] };
  }
  const policiesOf = ({ token }: Answer) => shownPolicies(token.policies);

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

describe('the tokens of an account show all their policies, beside the tokens of the user', () => {
  type Node = { readonly policies: readonly { id: string; effect: string }[] };
  interface Answer {
    readonly account: { readonly tokens: { readonly edges: readonly { readonly node: Node }[] } };
  }
  const policiesOf = ({ account }: Answer) =>
    account.tokens.edges.map(({ node }) => shownPolicies(node.policies));
  const variables = { account: ACCOUNT };

  test('in Apollo Client', async () => {
    const client = createApolloClient(await open(), SECRET);
    const query = gql(ACCOUNT_DOCUMENT);
    await client.query<Answer>({ query, variables });
    for (const { id } of TOKENS) await client.query({ query: gql(DOCUMENT), variables: { id } });

    const data = client.readQuery<Answer>({ query, variables });

    expect(data && policiesOf(data)).toEqual(EXPECTED_OF_ACCOUNT);
  });

  test('in urql', async () => {
    const client = createUrqlClient(await open(), SECRET);
    await client.query<Answer>(ACCOUNT_DOCUMENT, variables).toPromise();
    for (const { id } of TOKENS) await client.query(DOCUMENT, { id }).toPromise();

    const data = client.readQuery<Answer>(ACCOUNT_DOCUMENT, variables)?.data;

    expect(data && policiesOf(data)).toEqual(EXPECTED_OF_ACCOUNT);
  });

  test('in Relay', async () => {
    const environment = createEnvironment(await open(), SECRET);
    const { fragment, ...descriptor } = createOperationDescriptor(
      getRequest(ACCOUNT_POLICIES),
      variables,
    );
    environment.retain({ fragment, ...descriptor });
    await fetchQuery(environment, ACCOUNT_POLICIES, variables).toPromise();
    for (const { id } of TOKENS) await fetchQuery(environment, POLICIES, { id }).toPromise();

    const { data } = environment.lookup(fragment);

    expect(policiesOf(data as unknown as Answer)).toEqual(EXPECTED_OF_ACCOUNT);
  });
});
