import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';

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

/**
 * How many representations a field has, by its arguments. A variable that is
 * not given has those of its longest default. One for each field where the
 * variables are null.
 */
export function representationCount(
  cost: FieldCost,
  field: FieldNode,
  variables: VariableValues | null,
  defaults: VariableDefaults,
): number {
  if (cost.kind !== 'items' || !cost.areRepresentations) return 0;
  if (variables === null) return 1;
  const value = argumentNode(field, cost.argument);
  const isDefault = value?.kind === Kind.VARIABLE && !Object.hasOwn(variables, value.name.value);
  if (isDefault) return defaults.get(value.name.value) ?? 0;
  return Number(itemCount(argumentOf(field, cost.argument, variables)));
}

/** How many items the default of a variable has, at most. */
export type VariableDefaults = ReadonlyMap<string, number>;

export function variableDefaults(operations: readonly OperationDefinitionNode[]): VariableDefaults {
  const longest = new Map<string, number>();
  for (const { variableDefinitions = [] } of operations) {
    for (const { variable, defaultValue } of variableDefinitions) {
      const name = variable.name.value;
      const items = defaultValue?.kind === Kind.LIST ? defaultValue.values.length : 1;
      longest.set(name, Math.max(items, longest.get(name) ?? 0));
    }
  }
  return longest;
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
  const value = argumentNode(field, name);
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

function argumentNode(field: FieldNode, name: string): ValueNode | undefined {
  return field.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** A size that makes no sense counts as the largest: the resolver will refuse it. */
function clamp(rows: unknown, maxRowCount: number): number {
  const isSize = typeof rows === 'number' && rows >= 0;
  return isSize ? Math.min(Math.max(rows, 1), maxRowCount) : maxRowCount;
}
