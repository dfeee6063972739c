import {
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The fields of a connection that need rows. The others need the total and the given cursors only. */
const NEED_ROWS = new Set(['edges', 'nodes', 'startCursor', 'endCursor']);

/**
 * Whether an operation selects a field of a connection that needs rows: an
 * operation that selects the total alone reads none.
 */
export function wantsRows(info: GraphQLResolveInfo): boolean {
  return selects(info, (name) => NEED_ROWS.has(name));
}

/** Whether an operation selects the summary of a connection, which needs the whole list. */
export function wantsSummary(info: GraphQLResolveInfo): boolean {
  return selects(info, (name) => name === 'summary');
}

/**
 * Looks at the fields of a connection and of its page info, but not at those that a directive leaves
 * out: a summary may fail where the list alone does not.
 */
function selects(
  { fieldNodes, fragments, variableValues }: GraphQLResolveInfo,
  isWanted: (name: string) => boolean,
): boolean {
  // It ends: validation refuses a fragment that spreads itself.
  function isIn(selections: SelectionSetNode | undefined): boolean {
    return (selections?.selections ?? []).some((selection) => {
      if (isLeftOut(selection, variableValues)) return false;
      if (selection.kind === 'FragmentSpread') {
        return isIn(fragments[selection.name.value]?.selectionSet);
      }
      if (selection.kind === 'InlineFragment') return isIn(selection.selectionSet);
      const name = selection.name.value;
      return isWanted(name) || (name === 'pageInfo' && isIn(selection.selectionSet));
    });
  }
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}

function isLeftOut(
  selection: SelectionNode,
  variables: GraphQLResolveInfo['variableValues'],
): boolean {
  const condition = (directive: GraphQLDirective) =>
    getDirectiveValues(directive, selection, variables)?.['if'];
  return condition(GraphQLSkipDirective) === true || condition(GraphQLIncludeDirective) === false;
}
