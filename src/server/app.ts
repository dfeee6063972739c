import type { GraphQLSchema } from 'graphql';
import { createYoga, useExecutionCancellation } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

import type { GatewayContext } from '../graphql/context.ts';
import type { Log } from '../model/log.ts';
import { type ContextPorts, createContext } from './context.ts';
import { toClientError } from './failures.ts';
import type { Metrics } from './metrics.ts';
import { useCodes } from './use-codes.ts';
import { useCors } from './use-cors.ts';
import { DOCUMENT_ID, type DocumentPolicy, useDocuments } from './use-documents.ts';
import { useGraphiQL } from './use-graphiql.ts';
import { useHealth } from './use-health.ts';
import { useJournal } from './use-journal.ts';
import { type Limits, useLimits } from './use-limits.ts';
import { useLoopbackHost } from './use-loopback-host.ts';
import { useParameters } from './use-parameters.ts';
import { usePreflight } from './use-preflight.ts';
import { useRecords } from './use-records.ts';
import { useRoutes } from './use-routes.ts';
import { useSecurityHeaders } from './use-security-headers.ts';

export interface AppPorts extends ContextPorts {
  readonly schema: GraphQLSchema;
  readonly isReady: () => boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface AppOptions {
  /** Whether somebody without a credential gets an answer. */
  readonly isOpen: boolean;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly limits: Limits;
  readonly documents: DocumentPolicy;
}

/** HTTP around the schema: Request in, Response out. The plugins run in the order they stand in. */
export function createApp(ports: AppPorts, options: AppOptions) {
  const { schema, isReady, log, metrics } = ports;
  const { isOpen, corsOrigins, graphiql, introspection, limits } = options;
  return createYoga<object, GatewayContext>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ request }) => createContext(request, ports),
    plugins: [
      useRecords(log, metrics),
      useSecurityHeaders(),
      // Probes come by address, not by name, so they are answered before any name is checked.
      useHealth(isReady),
      ...(isOpen ? [useLoopbackHost()] : []),
      useRoutes(graphiql),
      useCors(corsOrigins),
      ...(graphiql ? [useGraphiQL(!isOpen)] : []),
      usePreflight(),
      useParameters(),
      useDocuments(options.documents),
      useLimits(limits, introspection),
      // Who has left gets no further field resolved.
      useExecutionCancellation(),
      useJournal(),
      useCodes(log, introspection),
    ],
    // `useCors` and `useGraphiQL` stand in their places above; Yoga's would come before all of them.
    cors: false,
    graphiql: false,
    maskedErrors: { maskError: toClientError },
    maxRequestBodySize: limits.bodyBytes,
    extraParamNames: [DOCUMENT_ID],
    parserAndValidationCache: { documentCache: boundedCache(), errorCache: boundedCache() },
    // Ours logs what is unexpected; Yoga's would print whole errors, expected ones too.
    logging: false,
    // One operation in a request: many would share its limits.
    batching: false,
    multipart: false,
    landingPage: false,
    // Never matches: `useHealth` answers instead.
    healthCheckEndpoint: '#',
  });
}

const MAX_DOCUMENTS = 1_000;
const MAX_DOCUMENTS_LENGTH = 4_000_000;

/** Yoga's own would keep a thousand documents of any length. */
function boundedCache<T extends object>() {
  return new LRUCache<string, T>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_DOCUMENTS_LENGTH,
    sizeCalculation: (_value, document) => document.length + 1,
  });
}
