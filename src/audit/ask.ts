import type { Gateway } from '../gateway.ts';
import type { Finding } from '../inventory/findings.ts';
import type { TokenStatus } from '../model/token.ts';
import { ACCOUNT_DOCUMENTS, type OwnerDocuments, USER_DOCUMENTS } from './document.ts';

/** A token as the audit's documents select it. */
export interface AuditedToken {
  readonly tokenId: string;
  readonly name: string | null;
  readonly status: TokenStatus | null;
  readonly expiresOn: string | null;
  readonly findings: readonly Finding[];
}

export interface AuditPage {
  readonly edges: readonly { readonly node: AuditedToken | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface AuditError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

export interface AuditAnswer<T> {
  /** Null: it could not be read. */
  readonly list: T | null;
  readonly errors: readonly AuditError[];
}

export interface PageQuery {
  readonly after: string | null;
  /** True: bypass the cache. */
  readonly isFresh: boolean;
}

/** The list of one owner, through the schema. */
export interface AskAboutList {
  readonly page: (query: PageQuery) => Promise<AuditAnswer<AuditPage>>;
  /** How many tokens Cloudflare says there are. */
  readonly total: (
    isFresh: boolean,
  ) => Promise<AuditAnswer<{ readonly totalCount: number | null }>>;
}

/**
 * Asks the gateway in this process: the same schema, limits and errors as over HTTP. `account`:
 * the owner of the tokens; null: the credential's user.
 */
export function askAbout(gateway: Pick<Gateway, 'fetch'>, account: string | null): AskAboutList {
  async function ask<T>(
    document: keyof OwnerDocuments,
    variables: object,
    isFresh: boolean,
  ): Promise<AuditAnswer<T>> {
    const query = (account === null ? USER_DOCUMENTS : ACCOUNT_DOCUMENTS)[document];
    const request = new Request(ENDPOINT, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(isFresh && { 'cache-control': 'no-cache' }),
      },
      body: JSON.stringify({ query, variables: { account, ...variables } }),
    });
    const response = await gateway.fetch(request);
    const { data, errors = [] }: WireAnswer<T> = JSON.parse(await response.text());
    const owner = account === null ? data : data?.account;
    return { list: owner?.tokens ?? null, errors };
  }

  return {
    page: ({ after, isFresh }) => ask('page', { after }, isFresh),
    total: (isFresh) => ask('total', {}, isFresh),
  };
}

/** The gateway requires the name of a loopback address, as there are no callers with credentials. */
const ENDPOINT = 'http://127.0.0.1/graphql';

interface WireAnswer<T> {
  readonly data?: (WireOwner<T> & { readonly account?: WireOwner<T> | null }) | null;
  readonly errors?: readonly AuditError[];
}

interface WireOwner<T> {
  readonly tokens?: T;
}
