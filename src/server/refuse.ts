import { logEntryOf } from './telemetry/request-log.ts';

/** A refusal before GraphQL begins, in the form that GraphQL clients read. */
export function refuse(request: Request, status: number, code: string, message: string): Response {
  logEntryOf(request).codes.add(code);
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status });
}
