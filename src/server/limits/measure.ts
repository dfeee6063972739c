import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind } from 'graphql';

/** How large an operation is, its fragments written out wherever they are spread. */
export interface Measures {
  /** Fields within fields, at the deepest place. */
  readonly depth: number;
  /** Fields that are renamed. */
  readonly aliases: number;
  /** Directives on all fields and fragments. */
  readonly directives: number;
  /** Fields, those of a list once for each of its rows. */
  readonly cost: number;
}

/** How many rows a field gives at most; 1 for what is no list. */
export type RowsOf = (field: FieldNode) => number;

const NOTHING: Measures = { depth: 0, aliases: 0, directives: 0, cost: 0 };

/**
 * Measures every operation of a document, and returns the largest of each
 * measure. Each fragment is measured once, so that a document whose fragments
 * spread each other is measured in the time of its length, whatever it would
 * grow to; one that spreads itself counts as nothing there (validation
 * refuses it).
 */
export function measure(document: DocumentNode, rowsOf: RowsOf): Measures {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }

  const measured = new Map<string, Measures>();
  function measureFragment(name: string): Measures {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const measures = fragment === undefined ? NOTHING : measureSet(fragment.selectionSet);
    measured.set(name, measures);
    return measures;
  }

  function measureSet(set: SelectionSetNode | undefined): Measures {
    return (set?.selections ?? []).map(measureSelection).reduce(beside, NOTHING);
  }

  function measureSelection(selection: SelectionNode): Measures {
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? measureFragment(selection.name.value)
        : measureSet(selection.selectionSet);
    const directives = inner.directives + (selection.directives?.length ?? 0);
    if (selection.kind !== Kind.FIELD) return { ...inner, directives };
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives,
      cost: 1 + inner.cost * rowsOf(selection),
    };
  }

  return operations
    .map(({ selectionSet, directives = [] }) => {
      const measures = measureSet(selectionSet);
      return { ...measures, directives: measures.directives + directives.length };
    })
    .reduce(largest, NOTHING);
}

function beside(one: Measures, other: Measures): Measures {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    cost: one.cost + other.cost,
  };
}

function largest(one: Measures, other: Measures): Measures {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: Math.max(one.aliases, other.aliases),
    directives: Math.max(one.directives, other.directives),
    cost: Math.max(one.cost, other.cost),
  };
}
