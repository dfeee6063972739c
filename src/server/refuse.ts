import { recordOf } from './operation-record.ts';

/** A refusal before GraphQL begins, in the form that GraphQL clients read. */
export function refuse(request: Request, status: number, code: string, message: string): Response {
  recordOf(request).codes.add(code);
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status });
}
