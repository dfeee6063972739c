import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

import { introspectionCost } from './introspection-cost.ts';
import { maxRows, representationCount, variableDefaults } from './max-rows.ts';

/** The size of an operation, with each fragment counted wherever it is spread. */
export interface OperationSize {
  /** Nested fields, at the deepest point. */
  readonly depth: number;
  /** Fields with an alias. */
  readonly aliases: number;
  /** Directives on the operation, its fields and its fragments. */
  readonly directives: number;
  /** Fields; those below a list count once for each of its rows. */
  readonly cost: number;
  /** Entities that a router asks for. */
  readonly representations: number;
}

/** The answer repeats a name for each row, so a long one costs more than one. */
const NAME_LENGTH_PER_COST = 32;

/** Undefined for a type or a field that the schema does not have: validation refuses it. */
type Parent = GraphQLNamedType | null | undefined;

const EMPTY: OperationSize = {
  depth: 0,
  aliases: 0,
  directives: 0,
  cost: 0,
  representations: 0,
};

/**
 * Measures every operation of a document and returns the largest value of each
 * measure. A fragment has one type condition, so it is measured once; the time
 * is linear in the length of the document, even where its fragments multiply.
 * A fragment that spreads itself counts as nothing there (validation refuses
 * it). The cost of a field is read from the schema; where the variables are
 * null, every list counts as one row.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> | null,
): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }

  const defaults = variableDefaults(operations);
  const measured = new Map<string, OperationSize>();
  function measureFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, EMPTY);
    const fragment = fragments.get(name);
    if (fragment === undefined) return EMPTY;
    const type = schema.getType(fragment.typeCondition.name.value);
    const size = measureSet(fragment.selectionSet, type);
    measured.set(name, size);
    return size;
  }

  function measureSet(set: SelectionSetNode | undefined, parent: Parent): OperationSize {
    return (set?.selections ?? [])
      .map((selection) => measureSelection(selection, parent))
      .reduce(sum, EMPTY);
  }

  function measureSelection(selection: SelectionNode, parent: Parent): OperationSize {
    const size = measureKind(selection, parent);
    return { ...size, directives: size.directives + (selection.directives?.length ?? 0) };
  }

  function measureKind(selection: SelectionNode, parent: Parent): OperationSize {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return measureFragment(selection.name.value);
      case Kind.INLINE_FRAGMENT: {
        const condition = selection.typeCondition?.name.value;
        const type = condition === undefined ? parent : schema.getType(condition);
        return measureSet(selection.selectionSet, type);
      }
      case Kind.FIELD:
        return measureField(selection, parent);
    }
  }

  function measureField(field: FieldNode, parent: Parent): OperationSize {
    const definition = fieldOf(schema, parent, field.name.value);
    const inner = measureSet(field.selectionSet, definition && getNamedType(definition.type));
    const cost = definition?.extensions.cost ?? introspectionCost(schema, parent, field);
    const rows = cost === undefined || variables === null ? 1 : maxRows(cost, field, variables);
    const representations =
      cost === undefined ? 0 : representationCount(cost, field, variables, defaults);
    const own = Math.ceil((field.alias ?? field.name).value.length / NAME_LENGTH_PER_COST);
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (field.alias ? 1 : 0),
      directives: inner.directives,
      // An item without fields, such as an address, is as much as a field.
      cost: own + Math.ceil(field.selectionSet === undefined ? rows - 1 : inner.cost * rows),
      representations: inner.representations + representations,
    };
  }

  return operations
    .map(({ operation, selectionSet, directives = [] }) => {
      const size = measureSet(selectionSet, schema.getRootType(operation));
      return { ...size, directives: size.directives + directives.length };
    })
    .reduce(maximum, EMPTY);
}

function fieldOf(schema: GraphQLSchema, parent: Parent, name: string) {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function sum(one: OperationSize, other: OperationSize): OperationSize {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    cost: one.cost + other.cost,
    representations: one.representations + other.representations,
  };
}

function maximum(one: OperationSize, other: OperationSize): OperationSize {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: Math.max(one.aliases, other.aliases),
    directives: Math.max(one.directives, other.directives),
    cost: Math.max(one.cost, other.cost),
    representations: Math.max(one.representations, other.representations),
  };
}
