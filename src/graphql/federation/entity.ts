import type { Loaders } from '../../loading/loaders.ts';
import { Failure } from '../../model/failure.ts';
import type {
  PermissionGroup as PermissionGroupShape,
  Token as TokenShape,
} from '../../model/token.ts';
import { Account } from '../account.ts';
import { builder } from '../builder.ts';
import { itemsCost } from '../cost.ts';
import { PermissionGroup } from '../permission-group.ts';
import { Token } from '../token.ts';
import { Zone } from '../zone.ts';

/** An entity of which only the id is known here, so that nothing but its name tells its type. */
class Reference {
  constructor(
    readonly typename: 'Account' | 'Zone',
    readonly id: string,
  ) {}
}

const Entity = builder.unionType('_Entity', {
  description: 'What other subgraphs may add to: every type with a key.',
  types: [Token, PermissionGroup, Account, Zone],
  resolveType(entity: { readonly id: string }) {
    if (entity instanceof Reference) return entity.typename;
    return 'policies' in entity ? 'Token' : 'PermissionGroup';
  },
});

/** More than the body of any request has room for: no resolver limits their number. */
const MAX_REPRESENTATIONS = 50_000;

builder.queryField('_entities', (t) =>
  t.field({
    type: [Entity],
    nullable: { list: false, items: true },
    extensions: { cost: itemsCost('representations', MAX_REPRESENTATIONS) },
    description:
      'For routers: entities by their keys, in the order of the representations. Null where ' +
      'there is none; null, with an error at this path, where one cannot be read.',
    args: {
      representations: t.arg({
        type: ['_Any'],
        required: true,
        description: 'Each a `__typename` and an `id`; one may occur more than once.',
      }),
    },
    // Promises, not their `all`, and Failures in the place of values: each is reported at its path.
    // Pothos's types know only values.
    resolve: (_root, { representations }, context) => {
      const loaders = context.loaders();
      return representations.map(
        (representation, index) => resolveReference(representation, index, loaders) as Reference,
      );
    },
  }),
);

type EntityShape = TokenShape | PermissionGroupShape | Reference;
type Resolve = (id: string, loaders: Loaders) => Promise<EntityShape | null> | EntityShape;

const RESOLVERS: ReadonlyMap<unknown, Resolve> = new Map<string, Resolve>([
  ['Token', (id, { token }) => token.load(id)],
  ['PermissionGroup', (id, { permissionGroup }) => permissionGroup.load(id)],
  // No router asks for these: nothing is known of them but what it would ask by.
  ['Account', (id) => new Reference('Account', id)],
  ['Zone', (id) => new Reference('Zone', id)],
]);

function resolveReference(representation: unknown, index: number, loaders: Loaders) {
  const place = `representations[${index}]`;
  if (typeof representation !== 'object' || representation === null) {
    return malformed(place, 'an object');
  }
  const { __typename: typename, id } = representation as Readonly<Record<string, unknown>>;
  const resolve = RESOLVERS.get(typename);
  if (!resolve)
    return malformed(`${place}.__typename`, `one of ${[...RESOLVERS.keys()].join(', ')}`);
  // As GraphQL's ID: routers send text, and a whole number is read as its digits.
  if (typeof id === 'string') return resolve(id, loaders);
  if (Number.isSafeInteger(id)) return resolve(String(id), loaders);
  return malformed(`${place}.id`, 'an ID');
}

function malformed(place: string, expected: string): Failure {
  return new Failure('BAD_USER_INPUT', `${place}: expected ${expected}.`);
}
