/**
 * How many rows a list or a connection may have: the fields below it count once
 * for each row. It stands on the field, as `extensions: { cost: … }`, so that a
 * new list brings its own; `server/limits` reads it there.
 */
export type FieldCost = PageCost | ItemsCost | TypicalCost;

/** A page: the first of these arguments that is given is its size. */
interface PageCost {
  readonly kind: 'page';
  readonly sizeArguments: readonly string[];
  readonly defaultSize: number;
  readonly maxSize: number;
}

/** A row for each item of an argument. */
interface ItemsCost {
  readonly kind: 'items';
  readonly argument: string;
  readonly maxItems: number;
  /** Whether the items have a limit of their own, over all fields of an operation. */
  readonly areRepresentations: boolean;
}

/** A list whose length depends on no argument. */
interface TypicalCost {
  readonly kind: 'typical';
  readonly rows: number;
}

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    readonly cost?: FieldCost;
  }
}

export function pageCost(page: Omit<PageCost, 'kind'>): FieldCost {
  return { kind: 'page', ...page };
}

/** `maxItems` is counted where the items are in a variable that is not given. */
export function itemsCost(argument: string, maxItems: number): FieldCost {
  return { kind: 'items', argument, maxItems, areRepresentations: false };
}

export function representationsCost(argument: string, maxItems: number): FieldCost {
  return { kind: 'items', argument, maxItems, areRepresentations: true };
}

/** The lengths that count for lists which no argument bounds. The README names them. */
export const TYPICAL_ROWS = {
  findings: 3,
  policies: 2,
  permissionGroups: 5,
  /** Of Cloudflare's catalogue: about 400 groups in 2026. No argument bounds an answer. */
  catalogue: 400,
  entries: 4,
  resources: 2,
  grants: 2,
  in: 4,
  notIn: 4,
} as const;

export function typicalCost(rows: number): FieldCost {
  return { kind: 'typical', rows };
}

/** For `edges` and `nodes`: the connection's own field has counted the rows. */
export const COUNTED_BY_CONNECTION = typicalCost(1);
