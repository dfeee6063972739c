import fc from 'fast-check';
import {
  doTypesOverlap,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface ValidOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** With their types; a document declares those that it uses. */
const VARIABLES = { yes: 'Boolean!', no: 'Boolean = false', size: 'Int = 2', id: 'ID!' } as const;

const DIRECTIVES = [
  ...['@skip(if: $yes)', '@include(if: $yes)', '@skip(if: $no)', '@include(if: $no)'],
  ...['@skip(if: true)', '@skip(if: false) @include(if: $yes)', '@include(if: true)'],
];

const MAX_DEPTH = 6;
const FRAGMENT_DEPTH = 3;
const MAX_FRAGMENTS = 3;

interface Fragment {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  readonly text: string;
}

export interface OperationChoices {
  /** The fields that are not selected, as `Type.field`. */
  readonly without?: readonly string[];
  /** The values of arguments that need a meaning, as `Type.field(argument:)`. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Queries with aliases, inline and named fragments, directives and variables.
 * Nearly all are valid; a few have fields that cannot be merged.
 */
export function validOperations(
  schema: GraphQLSchema,
  { without = [], values = {} }: OperationChoices = {},
): fc.Arbitrary<ValidOperation> {
  const coordinates = [...without, ...Object.keys(values)];
  const unknown = coordinates.find((each) => !isCoordinate(schema, each));
  if (unknown !== undefined) throw new Error(`no ${unknown}`);
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !isIntrospectionType(type),
  );
  const query = schema.getQueryType();
  if (!query) throw new Error('a schema without queries');

  const directives = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...DIRECTIVES).map((text) => ` ${text}`) },
  );

  function field(type: GraphQLCompositeType, depth: number, fragments: readonly Fragment[]) {
    const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
    const usable = Object.values(fields).filter(
      (each) =>
        !without.includes(`${type.name}.${each.name}`) &&
        (depth > 0 || !isCompositeType(getNamedType(each.type))),
    );
    return usable.length === 0
      ? null
      : fc
          .constantFrom(...usable)
          .chain((each) => selectedField(`${type.name}.${each.name}`, each, depth, fragments));
  }

  function selectedField(
    coordinate: string,
    { name, args, type }: GraphQLField<unknown, unknown>,
    depth: number,
    fragments: readonly Fragment[],
  ): fc.Arbitrary<string> {
    const named = getNamedType(type);
    const set = isCompositeType(named)
      ? selectionSet(named, depth - 1, fragments)
      : fc.constant('');
    const alias = fc.oneof(
      { weight: 30, arbitrary: fc.constant(name) },
      { weight: 10, arbitrary: fc.constantFrom(`${name}2`, `_${name}`) },
      { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor') },
    );
    return fc
      .tuple(alias, argumentsText(args, literalOfArgument(coordinate)), directives, set)
      .map(([as, given, directive, inner]) => {
        // Fields of one name with other arguments cannot be merged.
        const key = given === '' ? as : `${as}_${given.replace(/\W/g, '')}`;
        return `${key === name ? '' : `${key}: `}${name}${given}${directive}${inner}`;
      });
  }

  const literalOfArgument =
    (field: string) =>
    ({ name, type }: GraphQLArgument) => {
      const given = values[`${field}(${name}:)`];
      return given ? fc.constantFrom(...given) : literalOf(type);
    };

  function selectionSet(
    type: GraphQLCompositeType,
    depth: number,
    fragments: readonly Fragment[],
  ): fc.Arbitrary<string> {
    const ways: fc.Arbitrary<string>[] = [fc.constant('__typename')];
    const one = field(type, depth, fragments);
    if (one !== null) ways.push(one, one, one, one, one);
    if (depth > 0) {
      const conditions: readonly GraphQLCompositeType[] = isAbstractType(type)
        ? [...schema.getPossibleTypes(type), type]
        : [type, ...type.getInterfaces()];
      const inline = fc
        .constantFrom(...conditions)
        .chain((condition) =>
          fc
            .tuple(fc.constantFrom(`on ${condition} `, ''), directives)
            .chain(([on, directive]) =>
              selectionSet(on === '' ? type : condition, depth - 1, fragments).map(
                (set) => `... ${on}${directive}${set}`,
              ),
            ),
        );
      ways.push(inline);
      if (isAbstractType(type)) ways.push(inline, inline);
    }
    const spreads = fragments.filter((each) => doTypesOverlap(schema, each.type, type));
    if (spreads.length > 0) {
      ways.push(
        fc
          .tuple(fc.constantFrom(...spreads), directives)
          .map(([{ name }, text]) => `...${name}${text}`),
      );
    }
    return fc
      .array(fc.oneof(...ways), { minLength: 1, maxLength: 5 })
      .map((all) => ` { ${all.join(' ')} }`);
  }

  function fragmentAfter(fragments: readonly Fragment[]): fc.Arbitrary<readonly Fragment[]> {
    return fc.constantFrom(...types).chain((type) =>
      selectionSet(type, FRAGMENT_DEPTH, fragments).map((set) => {
        const name = `F${fragments.length}`;
        return [...fragments, { name, type, text: `fragment ${name} on ${type}${set}` }];
      }),
    );
  }

  let fragmentLists: fc.Arbitrary<readonly Fragment[]> = fc.constant([]);
  for (let count = 0; count < MAX_FRAGMENTS; count++) {
    fragmentLists = fragmentLists.chain(fragmentAfter);
  }
  const variables = fc.record({
    yes: fc.boolean(),
    no: fc.boolean(),
    size: fc.integer({ min: 0, max: 5 }),
    id: fc.constantFrom('a', 'b', '0', '__proto__'),
  });
  return fragmentLists.chain((fragments) =>
    fc
      .tuple(selectionSet(query, MAX_DEPTH, fragments), variables)
      .map(([set, given]) => documentOf(set, fragments, given)),
  );
}

function documentOf(
  set: string,
  fragments: readonly Fragment[],
  given: Readonly<Record<keyof typeof VARIABLES, unknown>>,
): ValidOperation {
  let body = set;
  // A fragment spreads only those before it, so one walk from the last finds all that are used.
  for (const { name, text } of fragments.toReversed()) {
    if (new RegExp(`\\.\\.\\.${name}\\b`).test(body)) body += ` ${text}`;
  }
  const used = (Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]).filter((name) =>
    new RegExp(`\\$${name}\\b`).test(body),
  );
  const declared = used.map((name) => `$${name}: ${VARIABLES[name]}`).join(', ');
  return {
    text: `query${declared && ` (${declared})`}${body}`,
    variables: Object.fromEntries(used.map((name) => [name, given[name]])),
  };
}

/** Every argument that is required, and some of the others. */
function argumentsText(
  args: readonly GraphQLArgument[],
  literalOfArgument: (argument: GraphQLArgument) => fc.Arbitrary<string> | null,
): fc.Arbitrary<string> {
  const required = args.filter(isRequiredArgument);
  const others = args.filter(
    (each) => !isRequiredArgument(each) && literalOfArgument(each) !== null,
  );
  return fc
    .subarray(others, { maxLength: Math.min(others.length, 2) })
    .chain((some) =>
      fc.tuple(
        ...[...required, ...some].map((each) =>
          (literalOfArgument(each) ?? fc.constant('null')).map((value) => `${each.name}: ${value}`),
        ),
      ),
    )
    .map((all) => (all.length > 0 ? `(${all.join(', ')})` : ''));
}

/** Null for what needs a value of some meaning, such as a cursor. */
function literalOf(type: GraphQLInputType): fc.Arbitrary<string> | null {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const item = literalOf(inner.ofType);
    return item && fc.array(item, { maxLength: 3 }).map((all) => `[${all.join(', ')}]`);
  }
  if (isEnumType(inner)) return fc.constantFrom(...inner.getValues().map(({ name }) => name));
  switch (inner.toString()) {
    case 'Int':
      return fc.constantFrom('0', '1', '3', '$size');
    case 'Boolean':
      return fc.constantFrom('true', 'false', '$yes');
    case 'ID':
      return fc.constantFrom('"a"', '"b"', '7', '$id');
    case '_Any':
      return fc.constantFrom('{__typename: "Token", id: "a"}', '{__typename: "Zone", id: 5}', '5');
    default:
      return null;
  }
}

function isCoordinate(schema: GraphQLSchema, coordinate: string): boolean {
  const [, typeName = '', fieldName = '', argument] =
    /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? [];
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) return false;
  return argument === undefined || field.args.some(({ name }) => name === argument);
}
