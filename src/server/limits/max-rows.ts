import { type FieldNode, Kind } from 'graphql';

import type { FieldCost } from '../../graphql/cost.ts';

type VariableValues = Readonly<Record<string, unknown>>;

/**
 * The largest number of rows that a field can have, by its arguments. A
 * variable that is not given counts as the largest size, since it may have a
 * default. At least one: an empty page has a total and a `pageInfo`, too.
 */
export function maxRows(cost: FieldCost, field: FieldNode, variables: VariableValues): number {
  switch (cost.kind) {
    case 'page':
      return clamp(
        pageSize(cost.sizeArguments, field, variables) ?? cost.defaultSize,
        cost.maxSize,
      );
    case 'items':
      return clamp(itemCount(argumentOf(field, cost.argument, variables)), cost.maxItems);
    case 'typical':
      return cost.rows;
  }
}

function pageSize(names: readonly string[], field: FieldNode, variables: VariableValues): unknown {
  for (const name of names) {
    const size = argumentOf(field, name, variables);
    if (size !== undefined && size !== null) return size;
  }
  return undefined;
}

function itemCount(items: unknown): unknown {
  if (items === UNKNOWN) return UNKNOWN;
  return Array.isArray(items) ? items.length : 1;
}

const UNKNOWN = Symbol('unknown before execution');

/** Undefined where the argument is not given. Of a list, only the length matters. */
function argumentOf(field: FieldNode, name: string, variables: VariableValues): unknown {
  const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
  switch (value?.kind) {
    case Kind.VARIABLE: {
      // A variable may be called `constructor`, which every object inherits.
      const variable = value.name.value;
      return Object.hasOwn(variables, variable) ? variables[variable] : UNKNOWN;
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

/** A size that makes no sense counts as the largest: the resolver will refuse it. */
function clamp(rows: unknown, maxRowCount: number): number {
  const isSize = typeof rows === 'number' && rows >= 0;
  return isSize ? Math.min(Math.max(rows, 1), maxRowCount) : maxRowCount;
}
