import type { GraphQLSchema } from 'graphql';

import type { GatewayContext } from '../../graphql/context.ts';
import type { CheckDocument } from '../check-document.ts';
import { DOCUMENT_ID, type FindDocument } from '../documents.ts';
import { CALLER_LEFT, toClientError } from '../errors.ts';
import type { FinishErrors } from '../finish-errors.ts';
import type { GraphqlRequest } from '../graphql-request.ts';
import { type HttpResponse, httpError } from '../http.ts';
import { countedSchema } from '../limits/counted-schema.ts';
import { ErrorTally } from '../limits/error-tally.ts';
import type { Limits } from '../limits/limits.ts';
import { ResponseSize } from '../limits/response-size.ts';
import { type ContextPorts, createContext, startStats } from '../operation-context.ts';
import type { Outcome, YogaServerContext } from './server-context.ts';
import { useDocuments } from './use-documents.ts';
import { useErrorCodes } from './use-error-codes.ts';
import { useExtensions } from './use-extensions.ts';
import { useGraphqlJs } from './use-graphql-js.ts';
import { useLimits } from './use-limits.ts';
import { useOperationName } from './use-operation-name.ts';
import { useParameters } from './use-parameters.ts';

export type YogaModule = typeof import('graphql-yoga');

export interface YogaPorts extends ContextPorts {
  /** A new schema, which the handler may change. */
  readonly createSchema: () => GraphQLSchema;
  readonly checkDocument: CheckDocument;
  readonly findDocument: FindDocument;
  readonly finishErrors: FinishErrors;
  readonly limits: Limits;
}

/**
 * GraphQL by Yoga: the path of every request that is not executed by the
 * compiled path, and of every GraphQL request that is refused. The rules of HTTP
 * stand in `app.ts`, so Yoga's own are off. Plugins run in the order of the list.
 */
export function createYogaHandler({ createYoga }: YogaModule, ports: YogaPorts) {
  const { createSchema, checkDocument, findDocument, finishErrors, limits } = ports;
  const yoga = createYoga<YogaServerContext, GatewayContext>({
    schema: countedSchema(createSchema()),
    graphqlEndpoint: '/graphql',
    context({ graphqlRequest, controller }) {
      const stats = startStats(graphqlRequest, ports);
      return createContext(graphqlRequest, controller, stats, ports);
    },
    plugins: [
      useParameters(limits.nameLength),
      useDocuments(findDocument),
      useLimits(limits, checkDocument),
      useGraphqlJs(),
      useOperationName(),
      useExtensions(),
      useErrorCodes(finishErrors),
    ],
    cors: false,
    graphiql: false,
    landingPage: false,
    // Never matches: `rules/health.ts` answers instead.
    healthCheckEndpoint: '#',
    maskedErrors: { maskError: toClientError },
    extraParamNames: [DOCUMENT_ID],
    // `checkDocument` has its own cache, for both paths.
    parserAndValidationCache: false,
    // `finishErrors` logs unexpected errors; Yoga would print all of them, expected ones too.
    logging: false,
    // One operation in a request: several would share the limits of one.
    batching: false,
    multipart: false,
  });

  return async (graphqlRequest: GraphqlRequest): Promise<HttpResponse> => {
    const controller = new AbortController();
    // A signal of its own: when a request's signal is aborted, Yoga throws the reason instead of
    // answering. An operation whose time is up has an answer, since its caller still waits.
    const caller = new AbortController();
    graphqlRequest.onDisconnect(() => {
      controller.abort(CALLER_LEFT);
      caller.abort(CALLER_LEFT);
    });
    const { method, body } = graphqlRequest;
    const request = new yoga.fetchAPI.Request(urlOf(graphqlRequest), {
      method,
      headers: requestHeadersOf(graphqlRequest),
      signal: caller.signal,
      ...(method === 'POST' && { body: body as BodyInit }),
    });
    const outcome: Outcome = { status: null, errorsOmitted: 0 };
    const responseSize = new ResponseSize(limits);
    const errorTally = new ErrorTally();
    const serverContext = { graphqlRequest, controller, outcome, responseSize, errorTally };
    try {
      const response = await yoga.fetch(request, serverContext);
      return await toHttpResponse(response, outcome.status ?? response.status);
    } catch (error) {
      if (error === CALLER_LEFT) return callerLeft();
      throw error;
    }
  };
}

async function toHttpResponse(response: Response, status: number): Promise<HttpResponse> {
  return {
    status,
    headers: Array.from(response.headers)
      .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
      .flat(),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** For the log alone: nobody reads this response. */
function callerLeft(): HttpResponse {
  return httpError('ABORTED', toClientError(CALLER_LEFT).message);
}

/** The app sets them for every response, whose length is known: Yoga sends parts in chunks. */
const OWN_HEADERS = new Set(['cache-control', 'connection', 'content-length', 'transfer-encoding']);

/** Yoga reads the path and the query. A Host header may name what no URL can hold: `1.2.3.4.5`. */
function urlOf({ target }: GraphqlRequest): string {
  return `http://localhost${target}`;
}

/** Yoga negotiates nothing itself: it gets the types that the gateway has found. */
function requestHeadersOf({
  headers,
  bodyType,
  responseType,
}: GraphqlRequest): Record<string, string> {
  const copied = Array.from(headers.keys(), (name) => [name, headers.get(name) ?? ''] as const);
  return {
    ...Object.fromEntries(copied),
    accept: responseType,
    ...(bodyType !== null && { 'content-type': bodyType }),
  };
}
