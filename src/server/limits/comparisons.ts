import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** The field nodes of one response key, by the selection set that they stand in. */
type NodesByOwner = Map<SelectionSetNode, FieldNode[]>;

interface CollectedNodes {
  readonly byKey: ReadonlyMap<string, NodesByOwner>;
  readonly owners: ReadonlySet<SelectionSetNode>;
}

/** To look at a selection takes a part of the time of a comparison. */
const SELECTIONS_PER_PAIR = 8;

/**
 * How many pairs of fields, and of fragments, validation compares to see
 * whether fields of one name can be merged. The pairs grow with the square of
 * a document's length. This count does not: it stops above `max`.
 */
export function comparisonsIn(document: DocumentNode, max: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  /** Sets whose fields have been compared with each other. */
  const compared = new Set<SelectionSetNode>();
  const seen = new Set<string>();
  const nameOf = createNames();
  let count = 0;

  /** Selection sets whose fields become those of one object. A fragment that spreads itself leads to sets that were seen. */
  function compare(sets: readonly SelectionSetNode[]): void {
    count += 1;
    const name = Array.from(new Set(sets), nameOf).join();
    if (seen.has(name)) return;
    seen.add(name);
    const { byKey, owners } = collect(sets);
    count += pairCount(owners.size);
    for (const nodes of byKey.values()) {
      if (count > max) return;
      count += pairsIn(nodes, compared);
      const inner = [...nodes.values()]
        .flat()
        .flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
      if (inner.length > 0) compare(inner);
    }
    for (const owner of owners) compared.add(owner);
  }

  function collect(sets: readonly SelectionSetNode[]): CollectedNodes {
    const byKey = new Map<string, NodesByOwner>();
    const owners = new Set<SelectionSetNode>();
    function collectOwner(owner: SelectionSetNode): void {
      if (owners.has(owner)) return;
      owners.add(owner);
      collectSet(owner, owner);
    }
    function collectSet({ selections }: SelectionSetNode, owner: SelectionSetNode): void {
      for (const selection of selections) {
        count += 1 / SELECTIONS_PER_PAIR;
        if (count > max) return;
        if (selection.kind === Kind.FIELD) addNode(byKey, selection, owner);
        else if (selection.kind === Kind.INLINE_FRAGMENT) {
          collectSet(selection.selectionSet, owner);
        } else {
          const fragment = fragments.get(selection.name.value);
          if (fragment !== undefined) collectOwner(fragment.selectionSet);
        }
      }
    }
    for (const set of sets) collectOwner(set);
    return { byKey, owners };
  }

  for (const definition of document.definitions) {
    if ('selectionSet' in definition) compare([definition.selectionSet]);
  }
  return Math.ceil(count);
}

/** Short names for selection sets, always the same for the same set. */
function createNames(): (set: SelectionSetNode) => number {
  const names = new Map<SelectionSetNode, number>();
  return (set) => {
    const name = names.get(set) ?? names.size;
    names.set(set, name);
    return name;
  };
}

function addNode(byKey: Map<string, NodesByOwner>, node: FieldNode, owner: SelectionSetNode): void {
  const key = (node.alias ?? node.name).value;
  const nodes = byKey.get(key) ?? new Map<SelectionSetNode, FieldNode[]>();
  byKey.set(key, nodes);
  const ofOwner = nodes.get(owner);
  if (ofOwner === undefined) nodes.set(owner, [node]);
  else ofOwner.push(node);
}

/** All pairs but those of a set that has been compared before. */
function pairsIn(nodes: NodesByOwner, compared: ReadonlySet<SelectionSetNode>): number {
  let total = 0;
  let known = 0;
  for (const [owner, ofOwner] of nodes) {
    total += ofOwner.length;
    if (compared.has(owner)) known += pairCount(ofOwner.length);
  }
  return pairCount(total) - known;
}

function pairCount(count: number): number {
  return (count * (count - 1)) / 2;
}
