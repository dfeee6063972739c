import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** The fields of a connection that need rows. The others need the total and the given cursors only. */
const NEED_ROWS = new Set(['edges', 'nodes', 'startCursor', 'endCursor']);

/**
 * Whether an operation selects a field of a connection that needs rows: an
 * operation that selects the total alone reads none. Directives that leave a
 * field out are ignored: this may read rows too many, but never too few.
 */
export function wantsRows({ fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  // It ends: validation refuses a fragment that spreads itself.
  function isIn(selections: SelectionSetNode | undefined): boolean {
    return (selections?.selections ?? []).some((selection) => {
      if (selection.kind === 'FragmentSpread') {
        return isIn(fragments[selection.name.value]?.selectionSet);
      }
      if (selection.kind === 'InlineFragment') return isIn(selection.selectionSet);
      const name = selection.name.value;
      return NEED_ROWS.has(name) || (name === 'pageInfo' && isIn(selection.selectionSet));
    });
  }
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}
