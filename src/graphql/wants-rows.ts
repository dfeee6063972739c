import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** What of a connection is made of rows; the rest follows from the total and the cursors given. */
const MADE_OF_ROWS = new Set(['edges', 'nodes', 'startCursor', 'endCursor']);

/**
 * Whether an operation asks a connection for anything made of rows, so that
 * one that asks for the total alone pays for none. Directives that might leave
 * a field out are not looked at: a row too many is read, never one too few.
 */
export function wantsRows({ fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  // Validation lets no fragment spread itself, so this ends.
  function isIn(selections: SelectionSetNode | undefined): boolean {
    return (selections?.selections ?? []).some((selection) => {
      if (selection.kind === 'FragmentSpread') {
        return isIn(fragments[selection.name.value]?.selectionSet);
      }
      if (selection.kind === 'InlineFragment') return isIn(selection.selectionSet);
      const name = selection.name.value;
      return MADE_OF_ROWS.has(name) || (name === 'pageInfo' && isIn(selection.selectionSet));
    });
  }
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}
