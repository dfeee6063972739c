import type { GraphQLSchema } from 'graphql';
import { createYoga, useExecutionCancellation } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

import type { GatewayContext } from '../graphql/context.ts';
import { createAbortController } from '../lib/abort.ts';
import { type ContextPorts, createContext } from './context.ts';
import { DOCUMENT_ID, type FindDocument } from './documents.ts';
import { CALLER_LEFT, toClientError } from './errors.ts';
import type { Limits } from './limits/limits.ts';
import { useDocuments } from './plugins/use-documents.ts';
import { type FinishErrors, useErrorCodes } from './plugins/use-error-codes.ts';
import { useLimits } from './plugins/use-limits.ts';
import { useParameters } from './plugins/use-parameters.ts';
import { useStats } from './plugins/use-stats.ts';
import type { Recorder } from './telemetry/recorder.ts';
import { logEntryOf, type RequestLogEntry } from './telemetry/request-log.ts';
import { useCors } from './use-cors.ts';
import { useGraphiQL } from './use-graphiql.ts';
import { useHealth } from './use-health.ts';
import { useLoopbackHost } from './use-loopback-host.ts';
import { usePreflight } from './use-preflight.ts';
import { useRequestLog } from './use-records.ts';
import { useRoutes } from './use-routes.ts';
import { useSecurityHeaders } from './use-security-headers.ts';

export interface AppPorts extends ContextPorts {
  readonly schema: GraphQLSchema;
  readonly isReady: () => boolean;
  readonly findDocument: FindDocument;
  readonly finishErrors: FinishErrors;
  readonly recorder: Recorder;
}

export interface AppOptions {
  /** Whether somebody without a credential gets an answer. */
  readonly isOpen: boolean;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly limits: Limits;
}

/** HTTP around the schema: Request in, Response out. The plugins run in the order they stand in. */
export function createApp(ports: AppPorts, options: AppOptions) {
  const { schema, isReady, findDocument, finishErrors, recorder } = ports;
  const { isOpen, corsOrigins, graphiql, introspection, limits } = options;
  return createYoga<object, GatewayContext>({
    schema,
    graphqlEndpoint: '/graphql',
    context({ request }) {
      const entry = logEntryOf(request);
      const controller = abortedBy(request.signal, entry);
      return createContext({ headers: request.headers, controller }, entry, ports);
    },
    plugins: [
      useRequestLog(recorder),
      useSecurityHeaders(),
      // Probes come by address, not by name, so they are answered before any name is checked.
      useHealth(isReady),
      ...(isOpen ? [useLoopbackHost()] : []),
      useRoutes(graphiql),
      useCors(corsOrigins),
      ...(graphiql ? [useGraphiQL(!isOpen)] : []),
      usePreflight(),
      useParameters(),
      useDocuments(findDocument),
      useLimits(limits, introspection),
      // Who has left gets no further field resolved.
      useExecutionCancellation(),
      useStats(),
      useErrorCodes(finishErrors),
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

/** The operation's own controller. A signal that outlives the request keeps no listener of it. */
function abortedBy(signal: AbortSignal, entry: RequestLogEntry): AbortController {
  const controller = createAbortController();
  const abort = () => controller.abort(CALLER_LEFT);
  if (signal.aborted) abort();
  else {
    signal.addEventListener('abort', abort);
    entry.onEnd.push(() => signal.removeEventListener('abort', abort));
  }
  return controller;
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
