import { setMaxListeners } from 'node:events';

import type { GatewayContext } from '../graphql/context.ts';
import type { Loaders } from '../graphql/loaders.ts';
import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { createJournal } from '../model/journal.ts';
import { noteReason } from '../model/reason.ts';
import type { Caller } from '../model/token-source.ts';
import type { Authenticate } from './authenticate.ts';
import { attributesOf, recordOf } from './operation-record.ts';
import type { OperationTrace } from './tracing.ts';

export interface ContextPorts {
  readonly authenticate: Authenticate;
  readonly createLoaders: (caller: Caller) => Loaders;
  readonly traceOperation: (headers: Headers) => OperationTrace;
  readonly clock: Clock;
  readonly operationTimeoutMs: number;
}

/**
 * What one operation carries. Who asks is found out before it begins, but
 * matters only where something is read, so introspection needs no credential.
 */
export async function createContext(
  request: Request,
  ports: ContextPorts,
): Promise<GatewayContext> {
  const { authenticate, createLoaders, traceOperation, clock, operationTimeoutMs } = ports;
  const { headers } = request;
  const record = recordOf(request);
  const trace = traceOperation(headers);
  const journal = createJournal(trace);
  record.journal = journal;
  record.traceId = trace.traceId;
  record.endings.push((code) => trace.end(code, attributesOf(record)));
  const identity = await authenticate(headers).catch(asFailure);
  if (identity instanceof Failure) noteReason(journal, identity);
  else record.caller = identity.caller;

  /** Ends with the request, or when the operation's time is over. */
  function limitedSignal(): AbortSignal {
    const timeout = new AbortController();
    const message = `This operation took longer than ${operationTimeoutMs} ms.`;
    const failure = new Failure('OPERATION_TIMEOUT', message);
    record.endings.push(clock.schedule(operationTimeoutMs, () => timeout.abort(failure)));
    const signal = AbortSignal.any([request.signal, timeout.signal]);
    // Every reading listens; a hundred of them in one operation are no leak.
    setMaxListeners(0, signal);
    return signal;
  }

  let loaders: Loaders | undefined;
  return {
    journal,
    loaders() {
      if (identity instanceof Failure) throw identity;
      loaders ??= createLoaders({
        credential: identity.credential,
        signal: limitedSignal(),
        isFresh: wantsFresh(headers),
        journal,
      });
      return loaders;
    },
  };
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

/** Contract: such a request "gets nothing stored". `no-store` and `max-age=0` ask for no less. */
function wantsFresh(headers: Headers): boolean {
  const wishes = headers.get('cache-control');
  return wishes !== null && /\b(no-cache|no-store|max-age=0)\b/i.test(wishes);
}
