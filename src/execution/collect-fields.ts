import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import type { Compilation } from './compilation.ts';

/** Field nodes by their response keys, in the order of the answer. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * The fields that the selection sets select on an object of this type: the
 * specification's CollectFields, run once for a document instead of once for
 * every object.
 */
export function collectFields(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): CollectedFields {
  const { schema, fragments } = compilation;
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();

  function collect(selection: SelectionNode): void {
    if (!isIncluded(selection, compilation)) return;
    switch (selection.kind) {
      case Kind.FIELD: {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(key);
        if (nodes === undefined) fields.set(key, [selection]);
        else nodes.push(selection);
        return;
      }
      case Kind.INLINE_FRAGMENT:
        if (applies(selection.typeCondition?.name.value)) collectAll(selection.selectionSet);
        return;
      case Kind.FRAGMENT_SPREAD: {
        const fragment = fragments[selection.name.value];
        if (fragment === undefined || spread.has(selection.name.value)) return;
        spread.add(selection.name.value);
        if (applies(fragment.typeCondition.name.value)) collectAll(fragment.selectionSet);
      }
    }
  }

  function collectAll(set: SelectionSetNode): void {
    for (const selection of set.selections) collect(selection);
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = schema.getType(condition);
    return isAbstractType(abstract) && schema.isSubType(abstract, type);
  }

  for (const set of sets) collectAll(set);
  return fields;
}

function isIncluded(selection: SelectionNode, { variables }: Compilation): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  // As in graphql-js, nothing asks for the value of an `@include` beside `@skip(if: true)`.
  if (skip?.['if'] === true) return false;
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return include?.['if'] !== false;
}
