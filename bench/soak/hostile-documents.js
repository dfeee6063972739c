/**
 * Hostile requests of every kind that this gateway has been attacked with. Each
 * is made anew with a number, so that no cache answers it.
 */
const times = (count, each) => Array.from({ length: count }, (_, index) => each(index)).join(' ');
const long = (name, length) => name.padEnd(length, 'x');
const MAX_NAME = 256;

const introspected =
  ' fragment S on __Schema { types { name fields { name args { name } type { name ofType { name } } } enumValues { name } possibleTypes { name } } }';

/** As many conditions as a filter may have, each with a value that nobody has asked for before. */
function filterOf(number) {
  return { or: Array.from({ length: 49 }, (_, index) => ({ nameContains: `${number} ${index}` })) };
}

/** `of`: 'stranger' sends a bearer that Cloudflare does not know, 'caller' one with large tokens. */
export const HOSTILE_DOCUMENTS = [
  {
    name: 'representations that do not exist, long alias',
    of: 'stranger',
    make: (number) => ({
      query: `query ($r: [_Any!]!) { ${long(`a${number}`, MAX_NAME)}: _entities(representations: $r) { __typename } }`,
      variables: { r: Array.from({ length: 1_000 }, (_, id) => ({ __typename: 'Nothing', id })) },
    }),
  },
  {
    name: 'representations of zones, 29 long aliases',
    of: 'stranger',
    make: (number) => ({
      query: `query ($r: [_Any!]!) { a${number}: _entities(representations: $r) { ... on Zone { ${times(29, (index) => `${long(`a${index}`, MAX_NAME)}: id`)} } } }`,
      variables: {
        r: Array.from({ length: 1_000 }, (_, id) => ({ __typename: 'Zone', id: `${id}` })),
      },
    }),
  },
  {
    name: 'an alias of 50 kB',
    of: 'stranger',
    make: (number) => ({
      query: `query ($r: [_Any!]!) { ${long(`a${number}`, 50_000)}: _entities(representations: $r) { __typename } }`,
      variables: { r: Array(2_000).fill({ __typename: 'Zone' }) },
    }),
  },
  {
    name: '30,000 line breaks before 300 wrong fields',
    of: 'stranger',
    make: (number) => ({
      query: `${'\n'.repeat(30_000)}{ a${number}: __typename ${times(300, (index) => `nope${index}`)} }`,
    }),
  },
  {
    name: '33,000 ids that are objects',
    of: 'stranger',
    make: (number) => ({
      query: `query Q${number} ($i: [ID!]!) { nodes(ids: $i) { id } }`,
      variables: { i: Array(30_000).fill({}) },
    }),
  },
  {
    name: '33,000 ids that are lists',
    of: 'stranger',
    make: (number) => ({
      query: `query Q${number} ($i: [ID!]!) { nodes(ids: $i) { id } }`,
      variables: { i: Array(30_000).fill([]) },
    }),
  },
  {
    name: '29 introspections',
    of: 'stranger',
    make: (number) => ({
      query: `{ b${number}: __typename ${times(29, (index) => `a${index}: __schema { ...S }`)} }${introspected}`,
    }),
  },
  {
    name: '3 introspections with long aliases',
    of: 'stranger',
    make: (number) => ({
      query: `{ b${number}: __typename ${times(3, (index) => `${long(`a${index}`, MAX_NAME)}: __schema { ...S }`)} }${introspected}`,
    }),
  },
  {
    name: 'one field 450 times, twice nested',
    of: 'stranger',
    make: (number) => ({
      query: `{ a${number}: tokens { nodes { ${'id '.repeat(225)} } nodes { ${'id '.repeat(225)} } } }`,
    }),
  },
  {
    name: '30 filters of 99 conditions',
    of: 'stranger',
    make: (number) => ({
      query: `query Q${number} ($f: TokenFilter) { ${times(30, (index) => `a${index}: tokens(filter: $f, first: 1) { totalCount }`)} }`,
      variables: { f: filterOf(number) },
    }),
  },
  {
    name: '28 aliases of policies with 300 groups',
    of: 'caller',
    make: (number) => ({
      query: `{ a${number}: tokens(first: 100) { nodes { ${times(28, (index) => `a${index}: policies { permissionGroups { id name } }`)} } } }`,
    }),
  },
  {
    name: '2 aliases of policies with 300 groups',
    of: 'caller',
    make: (number) => ({
      query: `{ a${number}: tokens(first: 20) { nodes { ${times(2, (index) => `a${index}: policies { permissionGroups { id name } }`)} } } }`,
    }),
  },
  {
    name: '30 filters of 99 conditions over 5,000 tokens',
    of: 'owner of many',
    make: (number) => ({
      query: `query Q${number} (${times(30, (index) => `$f${index}: TokenFilter`)}) { ${times(30, (index) => `a${index}: tokens(filter: $f${index}, first: 1) { totalCount }`)} }`,
      variables: Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [`f${index}`, filterOf(number * 30 + index)]),
      ),
    }),
  },
];
