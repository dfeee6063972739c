import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
} from 'graphql';

/** The lowest version that has these directives; composers of later versions accept it. */
const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.0"
  import: ["@key", "@shareable", "@inaccessible"]
)`;

/**
 * The directives for composition, by type or field. Other subgraphs have a
 * `PageInfo` and a `node`, too. A router cannot tell which subgraph's `node`
 * knows an id, so clients of the router see neither `node` nor `nodes`.
 */
const DIRECTIVES: ReadonlyMap<string, string> = new Map([
  ['Token', '@key(fields: "id")'],
  ['PermissionGroup', '@key(fields: "id")'],
  ['Account', '@key(fields: "id")'],
  ['AccountToken', '@key(fields: "id")'],
  ['Zone', '@key(fields: "id", resolvable: false)'],
  ['PageInfo', '@shareable'],
  ['Query.node', '@shareable @inaccessible'],
  ['Query.nodes', '@shareable @inaccessible'],
]);

/** The schema as a Federation 2 subgraph: with directives, without the definitions that composers add. */
export function printSubgraph(schema: GraphQLSchema): string {
  const definitions = parse(printSchema(schema), { noLocation: true }).definitions.flatMap(
    federated,
  );
  const link = parse(LINK, { noLocation: true }).definitions;
  return `${print({ kind: Kind.DOCUMENT, definitions: [...link, ...definitions] })}\n`;
}

function federated(definition: DefinitionNode): readonly DefinitionNode[] {
  if (!('name' in definition) || definition.name === undefined) return [definition];
  const name = definition.name.value;
  if (isFederationOwn(name)) return [];
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [definition];
  return [{ ...definition, directives: directivesOf(name), fields: fieldsOf(definition) }];
}

function fieldsOf({ name: type, fields = [] }: ObjectTypeDefinitionNode) {
  return fields
    .filter(({ name }) => !isFederationOwn(name.value))
    .map((field) => {
      const directives = directivesOf(`${type.value}.${field.name.value}`);
      return { ...field, directives: [...(field.directives ?? []), ...directives] };
    });
}

/** `_entities`, `_service` and their types: composers add them. */
function isFederationOwn(name: string): boolean {
  return name.startsWith('_');
}

function directivesOf(coordinate: string): readonly ConstDirectiveNode[] {
  const text = DIRECTIVES.get(coordinate);
  if (text === undefined) return [];
  const [carrier] = parse(`scalar Carrier ${text}`, { noLocation: true }).definitions;
  return carrier?.kind === Kind.SCALAR_TYPE_DEFINITION ? (carrier.directives ?? []) : [];
}
