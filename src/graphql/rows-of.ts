import { type FieldNode, Kind } from 'graphql';

import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../pagination/window.ts';

/**
 * How many rows a field gives at most, by its arguments: a connection its page
 * size, `nodes` one for each id, everything else one. What cannot be told
 * before execution counts as a full page.
 */
export function rowsOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  if (field.name.value === 'tokens') return tokensRows(field, variables);
  if (field.name.value === 'nodes') return nodesRows(field, variables);
  return 1;
}

function tokensRows(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  for (const name of ['first', 'last']) {
    const size = argument(field, name, variables);
    if (size !== undefined && size !== null) return clamp(size);
  }
  return DEFAULT_PAGE_SIZE;
}

function nodesRows(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const ids = argument(field, 'ids', variables);
  if (ids === UNKNOWN) return MAX_PAGE_SIZE;
  return Array.isArray(ids) ? clamp(ids.length) : 1;
}

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
