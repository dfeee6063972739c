import type { CallerIdentity } from './auth/identify.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { ResponseType } from './negotiation.ts';
import type { RequestLogEntry } from './telemetry/request-log.ts';

/** A request for GraphQL that every rule of HTTP let pass, with its whole body. */
export interface GraphqlRequest extends Pick<HttpRequest, 'method' | 'target' | 'headers'> {
  readonly body: Buffer;
  /** The media type of the body without parameters; null where there is no body. */
  readonly bodyType: string | null;
  readonly responseType: ResponseType;
  readonly identity: CallerIdentity;
  readonly logEntry: RequestLogEntry;
  onDisconnect(callback: () => void): void;
}

export type GraphqlHandler = (request: GraphqlRequest) => Promise<HttpResponse>;

/** A handler of some requests. Null: it has done nothing, and another handler answers. */
export type GraphqlPath = (request: GraphqlRequest) => Promise<HttpResponse | null>;
