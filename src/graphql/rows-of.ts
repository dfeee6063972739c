import { type FieldNode, Kind } from 'graphql';

import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../pagination/window.ts';

/**
 * How many rows a field gives at most, by its arguments: a connection its page
 * size, `nodes` one for each id, `_entities` one for each representation,
 * everything else one. What cannot be told before execution counts as the most
 * that it can be.
 */
export function rowsOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  if (field.name.value === 'tokens') return tokensRows(field, variables);
  if (field.name.value === 'nodes') return clamp(itemsOf(field, 'ids', variables));
  // As many as there are: no resolver refuses the hundred and first.
  if (field.name.value === '_entities') return itemsOf(field, 'representations', variables);
  return 1;
}

function tokensRows(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  for (const name of ['first', 'last']) {
    const size = argument(field, name, variables);
    if (size !== undefined && size !== null) return clamp(size);
  }
  return DEFAULT_PAGE_SIZE;
}

function itemsOf(field: FieldNode, name: string, variables: Readonly<Record<string, unknown>>) {
  const items = argument(field, name, variables);
  if (items === UNKNOWN) return MAX_ITEMS;
  return Array.isArray(items) ? items.length : 1;
}

/** More than any request's body has room for. */
const MAX_ITEMS = 50_000;

/** A variable that is not given may have a default, which only execution knows. */
const UNKNOWN = Symbol('unknown before execution');

/** Undefined where it is not given; a list's items are only counted. */
function argument(field: FieldNode, name: string, variables: Readonly<Record<string, unknown>>) {
  const value = field.arguments?.find((each) => each.name.value === name)?.value;
  switch (value?.kind) {
    case Kind.VARIABLE: {
      const given = variables[value.name.value];
      return given === undefined ? UNKNOWN : given;
    }
    case Kind.INT:
      return Number(value.value);
    case Kind.LIST:
      return value.values;
    case Kind.NULL:
      return null;
    default:
      return undefined;
  }
}

/** At least one: an empty page has a total and a `pageInfo`, too. */
function clamp(rows: unknown): number {
  const isNumber = typeof rows === 'number' && rows >= 0;
  return isNumber ? Math.min(Math.max(rows, 1), MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
}
