import { type Execution, execute } from '../../execution/execute.ts';
import type { Cancellation } from '../../model/cancellation.ts';
import { createFlights, type Ticket } from '../../model/flights.ts';
import type { Journal } from '../../model/journal.ts';
import type { Log } from '../../model/log.ts';
import type { Identity } from '../authenticate.ts';
import { type ContextPorts, contextOf, openJournal, wantsFresh } from '../context.ts';
import type { FindDocument } from '../documents.ts';
import { CALLER_LEFT, toClientError } from '../failures.ts';
import type { HeaderReader } from '../header-reader.ts';
import { createRecord, type OperationRecord } from '../operation-record.ts';
import type { Recorder } from '../recorder.ts';
import type { FinishErrors } from '../use-codes.ts';
import { corsHeaders } from '../use-cors.ts';
import { createReadAsked } from './asked.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { answerType } from './media-type.ts';
import type { FindOperation, Operation } from './operations.ts';
import { bodyOf, headersOf, type Outcome } from './outcome.ts';
import type { Parameters } from './parameters.ts';

/** A POST of JSON to `/graphql`, read whole and within the limit on bytes. */
export interface LaneRequest {
  readonly headers: HeaderReader;
  readonly body: Buffer;
  /** Calls back where the caller leaves. It may call after the answer, too. */
  onLeave(callback: () => void): void;
}

export interface LaneAnswer {
  readonly status: number;
  /** Names and values by turns, as Node takes them without a copy. */
  readonly headers: string[];
  readonly body: Buffer;
}

/** Null: not for this lane, and nothing was done; the ordinary way answers. */
export type FastLane = (request: LaneRequest) => Promise<LaneAnswer | null>;

export interface FastLanePorts extends ContextPorts {
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
export function createFastLane(ports: FastLanePorts): FastLane {
  const { authenticate, recorder, corsOrigins, clock } = ports;
  const readAsked = createReadAsked();
  const kept = createKeptAnswers(clock);
  const flights = createFlights<Outcome>();

  function begin(headers: HeaderReader, { caller }: Identity): OperationRecord {
    recorder.started();
    const record = createRecord(headers);
    record.caller = caller;
    return record;
  }

  /** Takes over what became of an equal request. */
  function adopt(record: OperationRecord, headers: HeaderReader, outcome: Outcome): Journal {
    for (const code of outcome.codes) record.codes.add(code);
    const journal = openJournal(record, headers, ports);
    for (const reason of outcome.journal.reasons) journal.reasons.add(reason);
    return journal;
  }

  function finish(record: OperationRecord, headers: HeaderReader, outcome: Outcome): LaneAnswer {
    const { status, body } = outcome;
    record.operationName = outcome.operationName;
    record.documentHash = outcome.documentHash;
    recorder.ended(record, status);
    const sent = [...outcome.headers, 'x-request-id', record.requestId];
    for (const header of Object.entries(corsHeaders(corsOrigins, headers))) sent.push(...header);
    return { status, headers: sent, body };
  }

  async function answer({ headers, body, onLeave }: LaneRequest): Promise<LaneAnswer | null> {
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
    const caller = identity.credential.fingerprint;
    const { digest, parameters } = readAsked(body);
    // All that shapes an answer.
    const key = `${caller} ${type} ${digest}`;

    const recalled = isFresh ? null : kept.recall(caller, key);
    if (recalled !== null) {
      const record = begin(headers, identity);
      adopt(record, headers, recalled).pagesKept = recalled.journal.pages;
      return finish(record, headers, recalled);
    }

    // What asks for fresh pages must not wait for an answer that may be made of kept ones.
    const flightKey = isFresh ? `fresh ${key}` : key;
    const joined = flights.join(flightKey);
    if (joined !== null) {
      const record = begin(headers, identity);
      const outcome = await arrivalOf(joined, onLeave);
      adopt(record, headers, outcome).pagesJoined = outcome.journal.pages;
      return finish(record, headers, outcome);
    }

    const operation = operationIn(parameters(), ports);
    if (operation === null) return null;
    const record = begin(headers, identity);
    const ticket = flights.depart(flightKey, (cancellation) =>
      run({ operation, type, headers, cancellation, identity, record }, ports),
    );
    const outcome = await arrivalOf(ticket, onLeave);
    if (isFresh) kept.forget(caller);
    kept.keep(key, outcome);
    return finish(record, headers, outcome);
  }

  return (request) =>
    answer(request).catch((error) => {
      ports.log.error('unexpected error in the fast lane', { error });
      return null;
    });
}

/** Null for what is not ready, or would be refused. */
function operationIn(parameters: Parameters | null, ports: FastLanePorts): Operation | null {
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
  readonly cancellation: Cancellation;
  readonly identity: Identity;
  readonly record: OperationRecord;
}

async function run(job: Job, ports: FastLanePorts): Promise<Outcome> {
  const { operation, type, headers, record } = job;
  const journal = openJournal(record, headers, ports);
  const { body: executed, errors } = await executeIn(job, journal, ports);
  const finished = ports.finishErrors(errors.map(toClientError), record);
  const body = bodyOf(executed, finished, journal);
  return {
    // As in Yoga: without data, something went wrong before there was any.
    status: executed === null ? 500 : 200,
    headers: headersOf(type, body, finished),
    body,
    codes: new Set(record.codes),
    journal,
    operationName: operation.name,
    documentHash: operation.documentHash,
  };
}

async function executeIn(
  job: Job,
  journal: Journal,
  ports: FastLanePorts,
): Promise<{ body: Execution['body'] | null; errors: readonly unknown[] }> {
  try {
    const context = contextOf(job, job.identity, journal, job.record, ports);
    return await execute(job.operation.fields, context, job.operation.variables);
  } catch (bug) {
    return { body: null, errors: [bug] };
  }
}

function arrivalOf<T>({ arrival, leave }: Ticket<T>, onLeave: LaneRequest['onLeave']): Promise<T> {
  onLeave(() => leave(CALLER_LEFT));
  return arrival;
}
