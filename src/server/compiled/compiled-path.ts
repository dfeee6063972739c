import { type Execution, execute } from '../../execution/execute.ts';
import { createCoalescer, type Handle } from '../../lib/coalescer.ts';
import type { Log } from '../../model/log.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { Identity } from '../auth/authenticate.ts';
import { type ContextPorts, contextOf, startStats, wantsFresh } from '../context.ts';
import type { FindDocument } from '../documents.ts';
import { CALLER_LEFT, toClientError } from '../errors.ts';
import type { HeaderReader } from '../header-reader.ts';
import type { FinishErrors } from '../plugins/use-error-codes.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { createLogEntry, type RequestLogEntry } from '../telemetry/request-log.ts';
import { corsHeaders } from '../use-cors.ts';
import { answerType } from './media-type.ts';
import type { FindOperation, Operation } from './operations.ts';
import type { Parameters } from './parameters.ts';
import { createBodyReader } from './request-body.ts';
import { bodyOf, type CachedResponse, headersOf } from './response.ts';
import { createResponseCache } from './response-cache.ts';

/** A POST of JSON to `/graphql`, read whole and within the limit on bytes. */
export interface CompiledRequest {
  readonly headers: HeaderReader;
  readonly body: Buffer;
  /** Calls back where the caller leaves. It may call after the answer, too. */
  onLeave(callback: () => void): void;
}

export interface CompiledAnswer {
  readonly status: number;
  /** Names and values by turns, as Node takes them without a copy. */
  readonly headers: string[];
  readonly body: Buffer;
}

/** Null: not for this lane, and nothing was done; the ordinary way answers. */
export type CompiledPath = (request: CompiledRequest) => Promise<CompiledAnswer | null>;

export interface CompiledPathPorts extends ContextPorts {
  readonly findDocument: FindDocument;
  readonly findOperation: FindOperation;
  readonly finishErrors: FinishErrors;
  readonly recorder: Recorder;
  readonly corsOrigins: readonly string[];
  readonly log: Log;
}

/**
 * The fast lane, in front of Yoga: the same schema, the same callers, the same
 * context, limits, errors and records, with less around them. Its rule: it
 * takes a request that the ordinary way would execute, and leaves alone
 * whatever that would refuse, look up or render, so that one place says no.
 * Three doors, the cheapest first:
 *
 * - an answer that is kept, for as long as the pages that it was made of may
 *   be served again, to the same credential;
 * - an answer that is under way: equal requests of one credential share it;
 * - else the document, compiled when it was let in, is executed.
 */
export function createCompiledPath(ports: CompiledPathPorts): CompiledPath {
  const { authenticate, recorder, corsOrigins, clock } = ports;
  const readBody = createBodyReader();
  const kept = createResponseCache(clock);
  const coalescer = createCoalescer<CachedResponse>();

  function begin(headers: HeaderReader, { caller }: Identity): RequestLogEntry {
    recorder.started();
    const entry = createLogEntry(headers);
    entry.caller = caller;
    return entry;
  }

  /** Takes over what became of an equal request. */
  function adopt(
    entry: RequestLogEntry,
    headers: HeaderReader,
    outcome: CachedResponse,
  ): UpstreamStats {
    for (const code of outcome.codes) entry.codes.add(code);
    const stats = startStats(entry, headers, ports);
    for (const reason of outcome.stats.reasons) stats.reasons.add(reason);
    return stats;
  }

  function finish(
    entry: RequestLogEntry,
    headers: HeaderReader,
    outcome: CachedResponse,
  ): CompiledAnswer {
    const { status, body } = outcome;
    entry.operationName = outcome.operationName;
    entry.documentHash = outcome.documentHash;
    recorder.ended(entry, status);
    const sent = [...outcome.headers, 'x-request-id', entry.requestId];
    for (const header of Object.entries(corsHeaders(corsOrigins, headers))) sent.push(...header);
    return { status, headers: sent, body };
  }

  async function answer({
    headers,
    body,
    onLeave,
  }: CompiledRequest): Promise<CompiledAnswer | null> {
    const type = answerType(headers.get('accept'));
    if (type === null) return null;
    let identity: Identity;
    try {
      const found = authenticate(headers);
      identity = found instanceof Promise ? await found : found;
    } catch {
      return null;
    }
    const isFresh = wantsFresh(headers);
    const caller = identity.credential.hash;
    const { digest, parameters } = readBody(body);
    // All that shapes an answer.
    const key = `${caller} ${type} ${digest}`;

    const recalled = isFresh ? null : kept.lookup(caller, key);
    if (recalled !== null) {
      const entry = begin(headers, identity);
      adopt(entry, headers, recalled).cacheHits = recalled.stats.pages;
      return finish(entry, headers, recalled);
    }

    // What asks for fresh pages must not wait for an answer that may be made of kept ones.
    const coalesceKey = isFresh ? `fresh ${key}` : key;
    const joined = coalescer.attach(coalesceKey);
    if (joined !== null) {
      const entry = begin(headers, identity);
      const outcome = await resultOf(joined, onLeave);
      adopt(entry, headers, outcome).coalesced = outcome.stats.pages;
      return finish(entry, headers, outcome);
    }

    const operation = operationIn(parameters(), ports);
    if (operation === null) return null;
    const entry = begin(headers, identity);
    const handle = coalescer.start(coalesceKey, (controller) =>
      run({ operation, type, headers, controller, identity, entry }, ports),
    );
    const outcome = await resultOf(handle, onLeave);
    if (isFresh) kept.forget(caller);
    kept.keep(key, outcome);
    return finish(entry, headers, outcome);
  }

  return (request) =>
    answer(request).catch((error) => {
      ports.log.error('unexpected error in the fast lane', { error });
      return null;
    });
}

/** Null for what is not ready, or would be refused. */
function operationIn(parameters: Parameters | null, ports: CompiledPathPorts): Operation | null {
  if (parameters === null) return null;
  try {
    const text = ports.findDocument(parameters);
    return text === undefined ? null : ports.findOperation(text, parameters);
  } catch {
    return null;
  }
}

interface Job {
  readonly operation: Operation;
  readonly type: string;
  readonly headers: HeaderReader;
  readonly controller: AbortController;
  readonly identity: Identity;
  readonly entry: RequestLogEntry;
}

async function run(job: Job, ports: CompiledPathPorts): Promise<CachedResponse> {
  const { operation, type, headers, entry } = job;
  const stats = startStats(entry, headers, ports);
  const { body: executed, errors } = await executeIn(job, stats, ports);
  const finished = ports.finishErrors(errors.map(toClientError), entry);
  const body = bodyOf(executed, finished, stats);
  return {
    // As in Yoga: without data, something went wrong before there was any.
    status: executed === null ? 500 : 200,
    headers: headersOf(type, body, finished),
    body,
    codes: new Set(entry.codes),
    stats,
    operationName: operation.name,
    documentHash: operation.documentHash,
  };
}

async function executeIn(
  job: Job,
  stats: UpstreamStats,
  ports: CompiledPathPorts,
): Promise<{ body: Execution['body'] | null; errors: readonly unknown[] }> {
  try {
    const context = contextOf(job, job.identity, stats, job.entry, ports);
    return await execute(job.operation.fields, context, job.operation.variables);
  } catch (bug) {
    return { body: null, errors: [bug] };
  }
}

function resultOf<T>(
  { result, leave }: Handle<T>,
  onLeave: CompiledRequest['onLeave'],
): Promise<T> {
  onLeave(() => leave(CALLER_LEFT));
  return result;
}
