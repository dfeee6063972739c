/** A refusal before GraphQL begins, in the form that GraphQL clients read. */
export function refuse(status: number, code: string, message: string): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status });
}
