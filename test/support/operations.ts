import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isRequiredArgument,
} from 'graphql';

/** The right value in most cases, and the wrong one now and then. */
export function mostly<T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

/** The text with one to three changes: a part is removed, repeated or inserted, or the end is cut off. */
export function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({
    kind: fc.constantFrom('cut', 'double', 'insert', 'truncate'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    inserted: fc.oneof(
      fc.constantFrom('"', '{', '}', '[', '\\', '\0', '$', '...', '@', '\u2028', '\ud800', '""""'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
  });
  return fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 3 })).map(([start, changes]) =>
    changes.reduce((current, { kind, at, length, inserted }) => {
      const place = Math.floor(at * current.length);
      const [before, after] = [current.slice(0, place), current.slice(place)];
      if (kind === 'cut') return before + after.slice(length);
      if (kind === 'double') return before + after.slice(0, length) + after;
      return kind === 'insert' ? before + inserted + after : before;
    }, start),
  );
}

const HOSTILE_JSON = [
  ...['null', 'true', '-1', '0', '101', '2147483648', '-0.5', '1e308', '""', '"x"', '"__proto__"'],
  ...['"\\u0000"', '"\\ud800"', '[]', '[[]]', '[null]', '{}', '{"__proto__": {"polluted": 1}}'],
  ...['{"constructor": {"prototype": {"polluted": 1}}}', JSON.stringify('a'.repeat(5_000))],
];

/** A JSON value that an honest client does not send. */
export const hostileValue = fc.oneof(
  fc.constantFrom(...HOSTILE_JSON).map((text): unknown => JSON.parse(text)),
  fc.jsonValue({ maxDepth: 3 }),
);

const HOSTILE_LITERALS = [
  ...['null', 'true', '-1', '101', '99999999999', '1e400', '""', '"\\uD800"', '"""block"""'],
  ...['ENUM', '[]', '[[1]]', '{}', '{a: {b: $v}}', '$v', '$undeclared', '$__proto__', '"../.."'],
];

export interface Operation {
  readonly query: unknown;
  readonly variables: unknown;
}

/** Documents that fit the schema, now and then with a wrong name, argument or value. */
export function operations(
  schema: GraphQLSchema,
  values: readonly string[],
): fc.Arbitrary<Operation> {
  const text = mostly(fc.constantFrom(...values), mutated(fc.constantFrom(...values)));

  function literal(type: GraphQLInputType): fc.Arbitrary<string> {
    const inner = getNullableType(type);
    if (isListType(inner)) {
      return fc.array(literal(inner.ofType), { maxLength: 4 }).map((all) => `[${all.join(' ')}]`);
    }
    if (isEnumType(inner)) return fc.constantFrom(...inner.getValues().map(({ name }) => name));
    if (inner.toString() === 'Int')
      return mostly(fc.integer({ min: -2, max: 110 }).map(String), fc.constant('$v'));
    if (inner.toString() === 'Boolean') return fc.boolean().map(String);
    return text.map((each) => JSON.stringify(each));
  }

  const argument = ({ name, type }: GraphQLArgument) =>
    mostly(literal(type), fc.constantFrom(...HOSTILE_LITERALS)).map((value) => `${name}: ${value}`);
  /** All required arguments, and some of the others. */
  const args = (all: readonly GraphQLArgument[]) =>
    fc
      .subarray(all.filter((each) => !isRequiredArgument(each)))
      .chain((some) => fc.tuple(...all.filter(isRequiredArgument).concat(some).map(argument)))
      .map((some) => (some.length > 0 ? `(${some.join(' ')})` : ''));

  const alias = mostly(fc.constant(''), fc.constantFrom('a: ', '__typename: ', '__proto__: '));
  const directive = mostly(
    fc.constant(''),
    fc.constantFrom(' @skip(if: true)', ' @include(if: $v)', ' @skip', ' @defer', ' @a(b: 1) @a'),
  );

  function selection(type: GraphQLNamedType, depth: number): fc.Arbitrary<string> {
    if (!isCompositeType(type)) return fc.constant('');
    const strange = fc.constantFrom('nope', '__schema { nope }', '...F', '... { __typename }');
    const ways: fc.Arbitrary<string>[] = [mostly<string>(fc.constant('__typename'), strange)];
    if (isAbstractType(type)) {
      ways.push(
        fc
          .constantFrom(...schema.getPossibleTypes(type))
          .chain((each) => selection(each, depth - 1).map((set) => `... on ${each}${set}`)),
      );
    }
    if ('getFields' in type && depth > 0) {
      const fields = Object.values(type.getFields()) as GraphQLField<unknown, unknown>[];
      const field = fc
        .constantFrom(...fields)
        .chain((each) =>
          fc
            .tuple(alias, args(each.args), directive, selection(getNamedType(each.type), depth - 1))
            .map(([before, some, after, set]) => `${before}${each.name}${some}${after}${set}`),
        );
      ways.push(field, field, field, field);
    }
    return fc
      .array(fc.oneof(...ways), { minLength: 1, maxLength: 3 })
      .map((all) => ` { ${all.join(' ')} }`);
  }

  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  const keyword = mostly(
    fc.constantFrom('', 'query Q'),
    fc.constantFrom('mutation', 'subscription', 'fragment F on Query', 'type', 'query Q($v: Nope)'),
  );
  const declared = fc.constantFrom('Int = 3', '[ID!]!', 'Boolean!', 'SortDirection');
  const ending = mostly(fc.constant(''), fc.constant(' fragment F on Token { id ...F }'));
  const document = fc
    .tuple(keyword, declared, selection(query, 7), ending)
    .map(([start, type, set, end]) =>
      start === 'query Q' && set.includes('$v')
        ? `${start}($v: ${type})${set}${end}`
        : `${start}${set}${end}`,
    );
  const texts = fc.oneof(
    { weight: 5, arbitrary: document },
    { weight: 1, arbitrary: mutated(document) },
  );
  return fc.record({
    query: mostly<unknown>(texts, hostileValue),
    variables: mostly(fc.record({ v: hostileValue }), hostileValue),
  });
}
