import { httpError, type RequestHead } from '../http.ts';
import { requestType, responseType } from '../negotiation.ts';

/** Refuses a body that the gateway cannot read: of an unknown type, or compressed. */
export function requireReadableBody({ method, headers }: RequestHead) {
  if (method !== 'POST') return null;
  if (requestType(headers.get('content-type')) === null) {
    const message = 'Expected a body with "content-type: application/json", in UTF-8.';
    return httpError('UNSUPPORTED_MEDIA_TYPE', message);
  }
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return null;
  const message = 'Expected a body without a content-encoding: compressed bodies are not read.';
  return httpError('UNSUPPORTED_MEDIA_TYPE', message);
}

/** Refuses a client that accepts no type of response that the gateway has. */
export function requireAcceptableType({ headers }: RequestHead) {
  if (responseType(headers.get('accept')) !== null) return null;
  const message = 'Expected to accept application/graphql-response+json or application/json.';
  return httpError('NOT_ACCEPTABLE', message);
}

/** GraphQL over HTTP knows GET and POST. */
export function requireKnownMethod({ method }: RequestHead) {
  if (method === 'GET' || method === 'POST') return null;
  const response = httpError('METHOD_NOT_ALLOWED', 'Expected the method GET or POST.');
  return { ...response, headers: [...response.headers, 'allow', 'GET, POST'] };
}
