import type { Journal } from '../model/journal.ts';

/** What is known of one request: log, metrics and error ids are made from it. */
export interface OperationRecord {
  readonly requestId: string;
  readonly startMs: number;
  /** From here on null: what was never reached. */
  operationName: string | null;
  /** SHA-256 of the document, in hexadecimal. */
  documentHash: string | null;
  caller: string | null;
  journal: Journal | null;
  /** Called with the operation's code when it is over. */
  readonly endings: ((code: string) => void)[];
  /** The codes of all errors, each once. */
  readonly codes: Set<string>;
}

/** A caller's own id is kept where it can do no harm in a log or a header. */
const CLEAN_ID = /^[\w.:-]{1,128}$/;

const records = new WeakMap<Request, OperationRecord>();

/** The one record of a request, made when it is first asked for. */
export function recordOf(request: Request): OperationRecord {
  const known = records.get(request);
  if (known !== undefined) return known;
  const wished = request.headers.get('x-request-id');
  const record: OperationRecord = {
    requestId: wished !== null && CLEAN_ID.test(wished) ? wished : crypto.randomUUID(),
    startMs: performance.now(),
    operationName: null,
    documentHash: null,
    caller: null,
    journal: null,
    endings: [],
    codes: new Set(),
  };
  records.set(request, record);
  return record;
}
