import type { TypedDocumentString } from './generated/graphql.ts';

/** An error of the gateway, with the extensions that this page shows. */
export interface GatewayError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly retryAfter?: number;
    readonly requestId?: string;
    readonly cloudflare?: { readonly rayId?: string | null };
  };
}

export interface Answer<Data> {
  readonly data: Data;
  /** Errors of single fields, such as rows that cannot be read. */
  readonly errors: readonly GatewayError[];
}

/** The gateway answered without data. Without an error, another server answered, or none. */
export class Failure extends Error {
  readonly first: GatewayError | null;

  constructor(first: GatewayError | null, message: string) {
    super(message);
    this.first = first;
  }
}

export interface Request {
  /** In memory only. Null: the gateway decides whether it answers without one. */
  readonly credential: string | null;
  readonly signal: AbortSignal;
  /** Whether the gateway may answer from its cache. */
  readonly fresh?: boolean;
}

/** It is in index.html, so that it can be changed after the build. */
function gatewayUrl(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=gateway]')?.content ?? '/graphql';
}

export async function ask<Data, Variables>(
  query: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { credential, signal, fresh = false }: Request,
): Promise<Answer<Data>> {
  const response = await fetch(gatewayUrl(), {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
      ...(fresh && { 'cache-control': 'no-cache' }),
    },
    body: JSON.stringify({ query: String(query), variables }),
  });
  const body = await response.json().catch(() => null);
  const errors: readonly GatewayError[] = body?.errors ?? [];
  if (body?.data) return { data: body.data, errors };
  throw new Failure(errors[0] ?? null, `HTTP status ${response.status}`);
}
