import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { type DocumentNode, parse, print } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import { onTestFinished, vi } from 'vitest';

import { startGateway, type TestGateway } from './gateway.ts';

export const EXAMPLE = join(import.meta.dirname, '../../examples/federation');

export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

export interface Subgraphs extends TestGateway {
  readonly subgraphs: readonly [Subgraph, Subgraph];
}

/** The gateway and the example's second subgraph, each behind HTTP on a port of its own. */
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

/** Serves for as long as the test runs. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

export async function post(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}

/** A router over a supergraph, behind HTTP; it forwards the credential to the tokens alone. */
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

class TokensSource extends RemoteGraphQLDataSource {
  override willSendRequest({ request, context }: SubgraphRequest): void {
    const authorization: unknown = context['authorization'];
    if (typeof authorization !== 'string') return;
    request.http?.headers.set('authorization', authorization);
  }
}

export const startApollo: StartRouter = async (supergraphSdl) => {
  // It would ask the machine's cloud provider who it is.
  vi.stubEnv('APOLLO_TELEMETRY_DISABLED', '1');
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name, url = '' }) =>
      name === 'tokens' ? new TokensSource({ url }) : new RemoteGraphQLDataSource({ url }),
  });
  onTestFinished(() => gateway.stop());
  const { schema, executor } = await gateway.load();
  // Yoga is its HTTP: Apollo Server would add nothing that matters here.
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
