import type { Gateway } from '../../../src/gateway.ts';
import { fromAccount, inAccount } from '../places.ts';
import type { ClientPlan } from './oracle.ts';

export interface NamedGateway {
  readonly name: string;
  readonly gateway: Gateway;
}

export interface WindowRequest {
  readonly plan: ClientPlan;
  readonly secret: string;
  readonly cursor: string | null;
  readonly bypassCache: boolean;
}

export interface WindowAnswer {
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly totalCount: number | null;
  /** The name of a row is the index of the page that it is of. */
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const WALK = `query Walk($first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection!) {
  tokens(first: $first, after: $after, last: $last, before: $before, direction: $direction) {
    totalCount
    nodes { id name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const NO_WINDOW = {
  totalCount: null,
  nodes: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

export async function requestWindow(
  { gateway }: NamedGateway,
  { plan, secret, cursor, bypassCache }: WindowRequest,
): Promise<WindowAnswer> {
  const { size, way, direction } = plan;
  const args = way === 'FORWARD' ? { first: size, after: cursor } : { last: size, before: cursor };
  const request = new Request('http://127.0.0.1:4000/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secret}`,
      ...(bypassCache && { 'cache-control': 'no-cache' }),
    },
    body: JSON.stringify({ query: inAccount(WALK), variables: { ...args, direction } }),
  });
  const response = await gateway.fetch(request);
  const { data: found, errors = [] } = JSON.parse(await response.text());
  const data = fromAccount(found);
  const [error] = errors;
  if (error === undefined) return { error: null, ...data.tokens };
  return { error: { code: error.extensions.code, message: error.message }, ...NO_WINDOW };
}

/** A request in flight. */
export interface Flight {
  readonly gateway: string;
  readonly secret: string;
  /** When the oldest request began that this one could join, or this request itself. */
  readonly sharedSince: number;
  /** Whether no other request of its credential was in flight at its gateway meanwhile. */
  isAlone: boolean;
}

/** The requests in flight. */
export interface Traffic {
  readonly isIdle: () => boolean;
  start(gateway: string, secret: string, tick: number): Flight;
  end(flight: Flight): void;
}

export function createTraffic(): Traffic {
  const flights = new Set<Flight>();
  return {
    isIdle: () => flights.size === 0,
    start(gateway, secret, tick) {
      const others = [...flights].filter(
        (each) => each.gateway === gateway && each.secret === secret,
      );
      for (const other of others) other.isAlone = false;
      const sharedSince = Math.min(tick, ...others.map((each) => each.sharedSince));
      const isAlone = others.length === 0;
      const flight = { gateway, secret, sharedSince, isAlone };
      flights.add(flight);
      return flight;
    },
    end: (flight) => void flights.delete(flight),
  };
}
