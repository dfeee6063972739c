import { setMaxListeners } from 'node:events';

import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, useExecutionCancellation } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { Loaders } from '../graphql/loaders.ts';
import { createJournal } from '../model/journal.ts';
import type { Log } from '../model/log.ts';
import type { Caller } from '../model/token-source.ts';
import { type CredentialPolicy, isOpen, readCredential } from './credential.ts';
import { toClientError, withCode } from './failures.ts';
import { graphiqlOptions, renderGraphiQL } from './graphiql.ts';
import { useHealth } from './use-health.ts';
import { useJournal } from './use-journal.ts';
import { useLoopbackHost } from './use-loopback-host.ts';
import { usePreflight } from './use-preflight.ts';

export interface AppPorts {
  readonly schema: GraphQLSchema;
  readonly createLoaders: (caller: Caller) => Loaders;
  readonly credentials: CredentialPolicy;
  readonly isReady: () => boolean;
  readonly log: Log;
}

/** HTTP around the schema: Request in, Response out. The plugins run in the order they stand in. */
export function createApp({ schema, createLoaders, credentials, isReady, log }: AppPorts) {
  return createYoga<object, GatewayContext>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ request }) => lazyContext(request, credentials, createLoaders),
    plugins: [
      // Probes come by address, not by name, so they are answered before any name is checked.
      useHealth(isReady),
      ...(isOpen(credentials) ? [useLoopbackHost()] : []),
      usePreflight(),
      useStartPage(),
      // Who has left gets no further field resolved.
      useExecutionCancellation(),
      useJournal(),
      useCodes(),
      useNoStore(),
    ],
    graphiql: () => graphiqlOptions(!isOpen(credentials)),
    renderGraphiQL,
    maskedErrors: { maskError: (error) => toClientError(error, log) },
    // Ours logs what is unexpected; Yoga's would print whole errors, expected ones too.
    logging: false,
    // No page of another origin reads anything.
    cors: false,
    multipart: false,
    landingPage: false,
    // Never matches: `useHealth` answers instead.
    healthCheckEndpoint: '#',
  });
}

/** The credential is read at first use, so introspection needs none; the journal begins empty. */
function lazyContext(
  request: Request,
  credentials: CredentialPolicy,
  createLoaders: AppPorts['createLoaders'],
): GatewayContext {
  let loaders: Loaders | undefined;
  // Every reading listens; a hundred of them in one operation are no leak.
  setMaxListeners(0, request.signal);
  const journal = createJournal();
  return {
    journal,
    loaders() {
      loaders ??= createLoaders({
        credential: readCredential(request.headers, credentials),
        signal: request.signal,
        isFresh: wantsFresh(request.headers),
        journal,
      });
      return loaders;
    },
  };
}

/** Contract: such a request "gets nothing stored". `no-store` and `max-age=0` ask for no less. */
function wantsFresh(headers: Headers): boolean {
  const wishes = headers.get('cache-control');
  return wishes !== null && /\b(no-cache|no-store|max-age=0)\b/i.test(wishes);
}

/** Who opens the bare address in a browser is looking for GraphiQL. */
function useStartPage(): Plugin {
  return {
    onRequest({ request, url, endResponse }) {
      if (url.pathname !== '/' || request.method !== 'GET') return;
      endResponse(new Response(null, { status: 302, headers: { location: '/graphql' } }));
    },
  };
}

/** Every error that a client sees has a code, whichever layer it comes from. */
function useCodes(): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if ('errors' in result && result.errors?.length) {
        setResult({ ...result, errors: result.errors.map(withCode) });
      }
    },
  };
}

/** Answers are for the caller alone. */
function useNoStore(): Plugin {
  return {
    onResponse({ response }) {
      response.headers.set('cache-control', 'no-store');
    },
  };
}
