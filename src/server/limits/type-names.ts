import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** The fields `__typename` of one object, and their length in JSON. */
export interface TypeNames {
  readonly fields: number;
  readonly bytes: number;
}

const NO_TYPE_NAMES: TypeNames = { fields: 0, bytes: 0 };

/** `"":"PermissionGroup",` */
const BYTES_BESIDE_KEY = 20;

/** Each field of a document is looked at once. */
const typeNamesOfFields = new WeakMap<FieldNode, TypeNames>();

/** Those of each object that is the value of a field: graphql-js resolves them itself. */
export function typeNamesBelow({ fieldNodes, fragments }: GraphQLResolveInfo): TypeNames {
  const [first] = fieldNodes;
  if (first?.selectionSet === undefined) return NO_TYPE_NAMES;
  const known = typeNamesOfFields.get(first);
  if (known !== undefined) return known;
  const keys = new Set<string>();
  for (const { selectionSet } of fieldNodes) addKeys(keys, selectionSet, fragments, new Set());
  const bytes = [...keys].reduce((sum, key) => sum + key.length + BYTES_BESIDE_KEY, 0);
  const found = { fields: keys.size, bytes };
  typeNamesOfFields.set(first, found);
  return found;
}

function addKeys(
  keys: Set<string>,
  set: SelectionSetNode | undefined,
  fragments: GraphQLResolveInfo['fragments'],
  spread: Set<string>,
): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      if (name === '__typename') keys.add(selection.alias?.value ?? name);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      addKeys(keys, selection.selectionSet, fragments, spread);
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      addKeys(keys, fragments[selection.name.value]?.selectionSet, fragments, spread);
    }
  }
}
