import type { GatewayContext } from '../graphql/context.ts';
import type { Loaders } from '../graphql/loaders.ts';
import type { Cancellation } from '../model/cancellation.ts';
import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { createJournal, type Journal } from '../model/journal.ts';
import { noteReason } from '../model/reason.ts';
import type { Caller } from '../model/token-source.ts';
import type { Authenticate, Identity } from './authenticate.ts';
import type { HeaderReader } from './header-reader.ts';
import { attributesOf, type OperationRecord } from './operation-record.ts';
import type { OperationTrace } from './tracing.ts';

export interface ContextPorts {
  readonly authenticate: Authenticate;
  readonly createLoaders: (caller: Caller) => Loaders;
  readonly traceOperation: (headers: HeaderReader) => OperationTrace;
  readonly clock: Clock;
  readonly operationTimeoutMs: number;
}

/** What an operation needs of its request. */
export interface Incoming {
  readonly headers: HeaderReader;
  /** The operation's own; it is cancelled when nobody waits for the answer any more. */
  readonly cancellation: Cancellation;
}

/** Opens the journal and the trace of a request's operation. */
export function openJournal(
  record: OperationRecord,
  headers: HeaderReader,
  { traceOperation }: ContextPorts,
): Journal {
  const trace = traceOperation(headers);
  record.journal = createJournal(trace);
  record.traceId = trace.traceId;
  // Where nobody collects traces there is none to end.
  if (trace.traceId !== null) {
    record.endings.push((code) => trace.end(code, attributesOf(record)));
  }
  return record.journal;
}

/**
 * What one operation carries. Who asks is found out before it begins, but
 * matters only where something is read, so introspection needs no credential.
 */
export async function createContext(
  incoming: Incoming,
  record: OperationRecord,
  ports: ContextPorts,
): Promise<GatewayContext> {
  const journal = openJournal(record, incoming.headers, ports);
  const identity = await identify(incoming.headers, ports.authenticate);
  if (identity instanceof Failure) noteReason(journal, identity);
  return contextOf(incoming, identity, journal, record, ports);
}

/** The same where it is known already who asks. */
export function contextOf(
  { headers, cancellation }: Incoming,
  identity: Identity | Failure,
  journal: Journal,
  record: OperationRecord,
  { createLoaders, clock, operationTimeoutMs }: ContextPorts,
): GatewayContext {
  if (!(identity instanceof Failure)) record.caller = identity.caller;

  function limitTime(): void {
    const expire = () => {
      const message = `This operation took longer than ${operationTimeoutMs} ms.`;
      cancellation.cancel(new Failure('OPERATION_TIMEOUT', message));
    };
    record.endings.push(clock.schedule(operationTimeoutMs, expire));
  }

  let loaders: Loaders | undefined;
  return {
    journal,
    loaders() {
      if (identity instanceof Failure) throw identity;
      if (loaders !== undefined) return loaders;
      limitTime();
      const { credential } = identity;
      const isFresh = wantsFresh(headers);
      loaders = createLoaders({ credential, cancellation, isFresh, journal });
      return loaders;
    },
  };
}

async function identify(headers: HeaderReader, authenticate: Authenticate) {
  try {
    return await authenticate(headers);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Contract: such a request "gets nothing stored". `no-store` and `max-age=0` ask for no less. */
export function wantsFresh(headers: HeaderReader): boolean {
  const wishes = headers.get('cache-control');
  return wishes !== null && /\b(no-cache|no-store|max-age=0)\b/i.test(wishes);
}
