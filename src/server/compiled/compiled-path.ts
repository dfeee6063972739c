import { execute } from '../../execution/execute.ts';
import { OutputTooLarge } from '../../execution/json-writer.ts';
import { createCoalescer, type Handle } from '../../lib/coalescer.ts';
import type { LogicalClock } from '../../lib/logical-clock.ts';
import { Failure } from '../../model/failure.ts';
import type { Rejections } from '../../model/rejections.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { FindDocument } from '../documents.ts';
import { statusOf } from '../error-status.ts';
import { CALLER_LEFT, toClientError } from '../errors.ts';
import { type FinishErrors, MAX_ERRORS } from '../finish-errors.ts';
import type { GraphqlPath, GraphqlRequest } from '../graphql-request.ts';
import type { HttpResponse } from '../http.ts';
import type { Limits } from '../limits/limits.ts';
import { responseTooLarge } from '../limits/response-too-large.ts';
import { type ContextPorts, createContext, startStats, wantsFresh } from '../operation-context.ts';
import type { FindOperation, Operation } from './operations.ts';
import type { Parameters } from './parameters.ts';
import { createBodyReader } from './request-body.ts';
import { bodyOf, type CompiledResponse, responseHeadersOf } from './response.ts';
import { createResponseCache } from './response-cache.ts';

export interface CompiledPathPorts extends ContextPorts {
  readonly findDocument: FindDocument;
  readonly findOperation: FindOperation;
  readonly finishErrors: FinishErrors;
  /** Orders the responses, and the rejections of credentials. */
  readonly logicalClock: LogicalClock;
  readonly rejections: Rejections;
  readonly limits: Limits;
  /** Whether a request may not wait for another one's response in flight. */
  readonly isolatesRequests: boolean;
}

/**
 * The path of queries that need no help of Yoga's: the same schema, context,
 * limits and errors, with less work around them. It takes a request only if
 * Yoga would execute it, and passes on everything that Yoga would refuse, so
 * that each of these errors is written once. From the cheapest to the dearest:
 *
 * - a cached response, as long as all its pages may be served from the cache,
 *   to the same credential;
 * - a response in flight: equal requests of one credential share it;
 * - else the compiled document is executed.
 *
 * Equal requests have the same cursors. So a response that is no older than the cursors of one
 * request is no older than those of all requests that share it.
 */
export function createCompiledPath(ports: CompiledPathPorts): GraphqlPath {
  const readBody = createBodyReader();
  const { logicalClock, isolatesRequests } = ports;
  const cache = createResponseCache(ports.clock, ports.rejections);
  const openCoalescer = () => createCoalescer<CompiledResponse>(logicalClock);
  const shared = isolatesRequests ? null : openCoalescer();

  return async (request) => {
    const { method, headers, body, bodyType, responseType, identity } = request;
    const isJson = bodyType === 'application/json' && responseType !== 'text/event-stream';
    if (method !== 'POST' || !isJson || responseType === 'multipart/mixed') return null;
    if (identity instanceof Failure) return null;

    const bypassCache = wantsFresh(headers);
    const { credential } = identity;
    const { digest, parameters } = readBody(body);
    // Everything that shapes a response.
    const key = `${credential.hash} ${responseType} ${digest}`;

    const cached = bypassCache ? null : cache.lookup(credential, key);
    if (cached !== null) {
      adoptStats(request, cached, ports).cacheHits = cached.stats.pages;
      return toHttp(request, cached);
    }

    const coalescer = shared ?? openCoalescer();
    // A request for fresh pages must not share a response that may be made of cached ones.
    const coalesceKey = bypassCache ? `fresh ${key}` : key;
    const inFlight = coalescer.attach(coalesceKey, cache.noOlderThan(credential));
    if (inFlight !== null) {
      const response = await resultOf(inFlight, request);
      adoptStats(request, response, ports).coalesced = response.stats.pages;
      return toHttp(request, response);
    }

    const operation = operationIn(parameters(), ports);
    if (operation === null) return null;
    const handle = coalescer.start(coalesceKey, (controller) =>
      run(request, operation, controller, ports),
    );
    const response = await resultOf(handle, request);
    const span = { startedAt: handle.startedAt, completedAt: logicalClock.tick() };
    cache.store(credential, key, response, span);
    if (bypassCache && hasReadUpstream(response)) cache.forget(credential, span.completedAt);
    return toHttp(request, response);
  };
}

/** A credential that reads nothing, such as a made-up one, must not fill the memory of fresh reads. */
function hasReadUpstream({ codes, stats }: CompiledResponse): boolean {
  const { pages, upstreamCalls, coalesced } = stats;
  return pages > 0 || (codes.size === 0 && upstreamCalls + coalesced > 0);
}

/** Null for an operation that is unknown, or that Yoga would refuse. */
function operationIn(parameters: Parameters | null, ports: CompiledPathPorts): Operation | null {
  if (parameters === null) return null;
  try {
    const text = ports.findDocument(parameters);
    return text === undefined ? null : ports.findOperation(text, parameters);
  } catch {
    return null;
  }
}

async function run(
  request: GraphqlRequest,
  operation: Operation,
  controller: AbortController,
  ports: CompiledPathPorts,
): Promise<CompiledResponse> {
  const { logEntry, responseType } = request;
  const stats = startStats(request, ports);
  const executed = await executeIn(request, operation, controller, stats, ports);
  const { body: data, errors, errorsOmitted } = executed;
  const finished = ports.finishErrors(errors.map(toClientError), errorsOmitted, logEntry);
  return {
    status: statusOf(finished.errors, data !== null, responseType),
    headers: responseHeadersOf(responseType, finished.errors),
    body: bodyOf(data, finished, stats),
    codes: new Set(logEntry.codes),
    stats,
    operationName: operation.name,
    documentHash: operation.documentHash,
  };
}

async function executeIn(
  request: GraphqlRequest,
  { fields, variables }: Operation,
  controller: AbortController,
  stats: UpstreamStats,
  ports: CompiledPathPorts,
): Promise<Executed> {
  const { responseBytes: maxBytes, responseFields: maxFields } = ports.limits;
  const bounds = { maxBytes, maxFields, maxErrors: MAX_ERRORS };
  try {
    const context = createContext(request, controller, stats, ports);
    return await execute(fields, context, variables, bounds);
  } catch (error) {
    const cause = error instanceof OutputTooLarge ? responseTooLarge(error.message) : error;
    return { body: null, errors: [cause], errorsOmitted: 0 };
  }
}

/** An execution, or why there is none. */
interface Executed {
  readonly body: Buffer | null;
  readonly errors: readonly unknown[];
  readonly errorsOmitted: number;
}

/** The log entry takes over the codes and reasons of an equal request's response. */
function adoptStats(
  request: GraphqlRequest,
  response: CompiledResponse,
  ports: CompiledPathPorts,
): UpstreamStats {
  const stats = startStats(request, ports);
  for (const code of response.codes) request.logEntry.codes.add(code);
  for (const reason of response.stats.reasons) stats.reasons.add(reason);
  return stats;
}

function toHttp({ logEntry }: GraphqlRequest, response: CompiledResponse): HttpResponse {
  logEntry.operationName = response.operationName;
  logEntry.documentHash = response.documentHash;
  return response;
}

function resultOf<T>({ result, leave }: Handle<T>, { onDisconnect }: GraphqlRequest): Promise<T> {
  onDisconnect(() => leave(CALLER_LEFT));
  return result;
}
