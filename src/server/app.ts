import type { Log } from '../model/log.ts';
import type { Authenticate } from './auth/authenticate.ts';
import { type CallerIdentity, identify, whenIdentified } from './auth/identify.ts';
import { ERROR_STATUSES } from './error-status.ts';
import { BUG, BUG_MESSAGE } from './errors.ts';
import type { GraphqlHandler, GraphqlPath, GraphqlRequest } from './graphql-request.ts';
import { type HttpRequest, type HttpResponse, httpError, jsonResponse, type Rule } from './http.ts';
import type { HoldRequest } from './limits/large-requests.ts';
import type { UnfinishedBodies } from './limits/unfinished-bodies.ts';
import { requestType, responseType } from './negotiation.ts';
import { answerPreflight, corsHeaders } from './rules/cors.ts';
import { requirePreflight } from './rules/csrf.ts';
import { type RenderGraphiql, serveGraphiql } from './rules/graphiql.ts';
import { answerProbes } from './rules/health.ts';
import { requireLoopbackHost } from './rules/loopback-host.ts';
import {
  requireAcceptableType,
  requireKnownMethod,
  requireReadableBody,
} from './rules/media-types.ts';
import { requireAddress, requirePlainTransfer } from './rules/request-head.ts';
import { routeToGraphql } from './rules/routes.ts';
import { securityHeaders } from './security-headers.ts';
import type { Recorder } from './telemetry/recorder.ts';
import { createLogEntry, type RequestLogEntry } from './telemetry/request-log.ts';

export interface AppPorts {
  readonly isReady: () => boolean;
  readonly authenticate: Authenticate;
  readonly recorder: Recorder;
  readonly log: Log;
  /** Null: every GraphQL request takes Yoga's path. */
  readonly compiledPath: GraphqlPath | null;
  readonly yogaPath: GraphqlHandler;
  readonly unfinishedBodies: UnfinishedBodies;
  readonly holdRequest: HoldRequest;
}

export interface AppOptions {
  /** Whether a caller without a credential gets an answer. */
  readonly isOpen: boolean;
  readonly corsOrigins: readonly string[];
  /** Null: no page for browsers. */
  readonly renderGraphiql: RenderGraphiql | null;
  readonly maxBodyBytes: number;
}

/** A request in, a response out; it never throws. */
export type App = (request: HttpRequest) => Promise<HttpResponse>;

/** HTTP around GraphQL. Every request takes this way, whichever host program received it. */
export function createApp(ports: AppPorts, options: AppOptions): App {
  const { isReady, authenticate, recorder, log, compiledPath, yogaPath } = ports;
  const { unfinishedBodies, holdRequest } = ports;
  const { isOpen, corsOrigins, renderGraphiql, maxBodyBytes } = options;

  /** Read downwards: the first rule that answers ends the request. */
  const rules: readonly Rule[] = [
    requireAddress,
    requirePlainTransfer,
    // Probes come by address, not by name, so they are answered before any name is checked.
    answerProbes(isReady),
    ...(isOpen ? [requireLoopbackHost] : []),
    routeToGraphql(renderGraphiql !== null),
    answerPreflight,
    ...(renderGraphiql ? [serveGraphiql(renderGraphiql, !isOpen)] : []),
    requirePreflight,
    requireKnownMethod,
    requireReadableBody,
    requireAcceptableType,
  ];

  async function respond(request: HttpRequest, logEntry: RequestLogEntry): Promise<HttpResponse> {
    for (const rule of rules) {
      const response = rule(request);
      if (response !== null) return response;
    }
    const { method, target, headers } = request;
    const found = identify(headers, authenticate);
    const caller = whenIdentified(found);
    // The body is read meanwhile: a host stores what nobody reads, and no limit counts that.
    const body = await request.readBody(maxBodyBytes, (evict) =>
      unfinishedBodies.hold(caller.identity, evict),
    );
    if (body === 'TOO_LONG') return tooLarge(maxBodyBytes);
    if (body === 'EVICTED') return unfinishedBodies.evicted;
    const bytes = body.length + target.length;
    const identity = caller.identity ?? (await waitForIdentity(found, bytes));
    if ('status' in identity) return identity;

    const graphqlRequest: GraphqlRequest = {
      method,
      target,
      headers,
      body,
      bodyType: requestType(headers.get('content-type')),
      responseType: responseType(headers.get('accept')) ?? 'application/json',
      identity,
      logEntry,
      onDisconnect: (callback) => request.onDisconnect(callback),
    };
    const release = holdRequest(identity, bytes);
    if (typeof release !== 'function') return release;
    try {
      return (await compiledPath?.(graphqlRequest)) ?? (await yogaPath(graphqlRequest));
    } finally {
      release();
    }
  }

  /** Until then, the request counts as one of a stranger. */
  async function waitForIdentity(
    found: CallerIdentity | Promise<CallerIdentity>,
    bytes: number,
  ): Promise<CallerIdentity | HttpResponse> {
    const release = holdRequest(null, bytes);
    if (typeof release !== 'function') return release;
    try {
      return await found;
    } finally {
      release();
    }
  }

  async function respondToBugs(request: HttpRequest, logEntry: RequestLogEntry) {
    try {
      return await respond(request, logEntry);
    } catch (error) {
      const { requestId } = logEntry;
      log.error('unexpected error', { requestId, error });
      return unexpectedError(requestId);
    }
  }

  /** Adds the headers of every response. */
  function withHeaders(request: HttpRequest, requestId: string, response: HttpResponse) {
    const { status, headers, body, contentSecurityPolicy, closesConnection = false } = response;
    const security = securityHeaders(contentSecurityPolicy);
    const cors = corsHeaders(corsOrigins, request.headers);
    const sent = headers.concat(security, cors, 'x-request-id', requestId);
    if (status !== 204 && status !== 304) sent.push('content-length', String(body?.length ?? 0));
    return { status, headers: sent, body, closesConnection };
  }

  /** A bug in a port that hears of the end, a tracer for example, must not spoil the response. */
  function report(logEntry: RequestLogEntry, { status, code }: HttpResponse): void {
    if (code !== undefined) logEntry.codes.add(code);
    try {
      recorder.ended(logEntry, status);
    } catch (error) {
      log.error('unexpected error', { requestId: logEntry.requestId, error });
    }
  }

  return async (request) => {
    recorder.started();
    const logEntry = createLogEntry(request.headers);
    const response = await respondToBugs(request, logEntry);
    report(logEntry, response);
    return withHeaders(request, logEntry.requestId, response);
  };
}

function tooLarge(maxBodyBytes: number): HttpResponse {
  const message = `This request exceeds the limit of ${maxBodyBytes} bytes.`;
  return httpError('PAYLOAD_TOO_LARGE', message);
}

function unexpectedError(requestId: string): HttpResponse {
  const error = { message: BUG_MESSAGE, extensions: { code: BUG, requestId } };
  return { ...jsonResponse(ERROR_STATUSES[BUG], JSON.stringify({ errors: [error] })), code: BUG };
}
