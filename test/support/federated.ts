import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { type DocumentNode, parse, print } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import { onTestFinished, vi } from 'vitest';

import { startGateway, type TestGateway } from './gateway.ts';
import { serve } from './serve.ts';

export const EXAMPLE = join(import.meta.dirname, '../../examples/federation');

export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

export interface Subgraphs extends TestGateway {
  readonly subgraphs: readonly [Subgraph, Subgraph];
}

/** Starts the gateway and the example's other subgraph, each on its own port. */
export async function startSubgraphs(): Promise<Subgraphs> {
  const gateway = await startGateway();
  const tokens = await listen(gateway.gateway.listener);
  const { teams } = await import(join(EXAMPLE, 'teams.js'));
  const subgraphs = await Promise.all([
    readSubgraph('tokens', tokens),
    readSubgraph('teams', await listen(teams)),
  ]);
  return { ...gateway, subgraphs };
}

async function readSubgraph(name: string, url: string): Promise<Subgraph> {
  const { data } = await post(url, '{ _service { sdl } }');
  return { name, url, typeDefs: parse(data._service.sdl) };
}

/** Serves until the test ends. Resolves to the URL of the GraphQL endpoint. */
export async function listen(listener: RequestListener): Promise<string> {
  return `${await serve(listener)}/graphql`;
}

export async function post(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}

/** Starts a router on its own port. It forwards the credential to the subgraph `tokens` only. */
export type StartRouter = (supergraph: string) => Promise<string>;

export const startHive: StartRouter = async (supergraph) => {
  const router = createGatewayRuntime({
    supergraph,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs({ request, subgraphName }) {
        const authorization = request.headers.get('authorization');
        return subgraphName === 'tokens' && authorization !== null ? { authorization } : {};
      },
    },
  });
  onTestFinished(() => router.dispose());
  return listen(router);
};

type SubgraphRequest = Parameters<NonNullable<RemoteGraphQLDataSource['willSendRequest']>>[0];

class TokensDataSource extends RemoteGraphQLDataSource {
  override willSendRequest({ request, context }: SubgraphRequest): void {
    const authorization: unknown = context['authorization'];
    if (typeof authorization !== 'string') return;
    request.http?.headers.set('authorization', authorization);
  }
}

export const startApollo: StartRouter = async (supergraphSdl) => {
  // Telemetry would call the metadata service of the machine's cloud provider.
  vi.stubEnv('APOLLO_TELEMETRY_DISABLED', '1');
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name, url = '' }) =>
      name === 'tokens' ? new TokensDataSource({ url }) : new RemoteGraphQLDataSource({ url }),
  });
  onTestFinished(() => gateway.stop());
  const { schema, executor } = await gateway.load();
  // Yoga serves it over HTTP. Apollo Server would add nothing that these tests need.
  const useGateway: Plugin = {
    onExecute({ setExecuteFn }) {
      setExecuteFn(
        ({ document, contextValue }: { document: DocumentNode; contextValue?: unknown }) =>
          executor({
            document,
            request: {},
            queryHash: print(document),
            context: {
              authorization: (contextValue as YogaInitialContext).request.headers.get(
                'authorization',
              ),
            },
          } as unknown as Parameters<ApolloGateway['executor']>[0]),
      );
    },
  };
  return listen(createYoga({ schema, logging: false, maskedErrors: false, plugins: [useGateway] }));
};
