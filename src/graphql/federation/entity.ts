import type { Loaders } from '../../loading/loaders.ts';
import { isAccountId } from '../../model/account-id.ts';
import { Failure } from '../../model/failure.ts';
import type {
  PermissionGroup as PermissionGroupShape,
  Token as TokenShape,
} from '../../model/token.ts';
import { isTokenId } from '../../model/token-id.ts';
import { Account } from '../account.ts';
import { AccountToken } from '../account-token.ts';
import { builder } from '../builder.ts';
import { representationsCost } from '../cost.ts';
import { tokenTypeName } from '../node.ts';
import { PermissionGroup } from '../permission-group.ts';
import { Token } from '../token.ts';
import { Zone } from '../zone.ts';

/** An entity of which only the id is known here. It carries the name of its type: nothing else shows it. */
class Reference {
  constructor(
    readonly typename: 'Account' | 'Zone',
    readonly id: string,
  ) {}
}

const Entity = builder.unionType('_Entity', {
  description: 'Every type with a key. Other subgraphs may add fields to it.',
  types: [Token, AccountToken, PermissionGroup, Account, Zone],
  resolveType(entity: { readonly id: string }) {
    if (entity instanceof Reference) return entity.typename;
    return isToken(entity) ? tokenTypeName(entity) : 'PermissionGroup';
  },
});

/** For the cost alone: `server/limits` limits the representations of a whole operation. */
const MAX_REPRESENTATIONS = 1_000;

builder.queryField('_entities', (t) =>
  t.field({
    type: [Entity],
    nullable: { list: false, items: true },
    extensions: { cost: representationsCost('representations', MAX_REPRESENTATIONS) },
    description:
      'For routers: entities by their keys, in the order of the representations. An entity that ' +
      'does not exist is null; one that cannot be read is null, with an error at its path.',
    args: {
      representations: t.arg({
        type: ['_Any'],
        required: true,
        description: 'Each has a `__typename` and an `id`; one may occur more than once.',
      }),
    },
    // A list of promises, not `Promise.all`, with Failures among the values: each is reported at
    // its own path. Pothos's types know only values.
    resolve: (_root, { representations }, context) => {
      const loaders = context.loaders();
      return representations.map(
        (representation, index) => resolveReference(representation, index, loaders) as Reference,
      );
    },
  }),
);

type EntityShape = TokenShape | PermissionGroupShape | Reference;
type Resolve = (id: string, loaders: Loaders) => Promise<EntityShape | null> | EntityShape | null;

function isToken(entity: object): entity is TokenShape {
  return 'policies' in entity;
}

const RESOLVERS: ReadonlyMap<unknown, Resolve> = new Map<string, Resolve>([
  ['Token', (id, { token }) => (isTokenId(id) ? token.load(id) : null)],
  ['AccountToken', (id, { token }) => (isTokenId(id) ? null : token.load(id))],
  ['PermissionGroup', (id, { permissionGroup }) => permissionGroup.load(id)],
  ['Account', (id) => new Reference('Account', id)],
  // A router does not ask for a zone: it would get back only the key that it sent.
  ['Zone', (id) => new Reference('Zone', id)],
]);

function resolveReference(representation: unknown, index: number, loaders: Loaders) {
  const position = `representations[${index}]`;
  if (typeof representation !== 'object' || representation === null) {
    return malformed(position, 'an object');
  }
  const { __typename: typename, id } = representation as Readonly<Record<string, unknown>>;
  const resolve = RESOLVERS.get(typename);
  if (!resolve)
    return malformed(`${position}.__typename`, `one of ${[...RESOLVERS.keys()].join(', ')}`);
  if (typename === 'Account' && !(typeof id === 'string' && isAccountId(id))) {
    return malformed(`${position}.id`, 'the id of an account, exactly 32 letters or digits');
  }
  // As GraphQL's ID does: routers send text, and a whole number becomes its digits.
  if (typeof id === 'string') return resolve(id, loaders);
  if (Number.isSafeInteger(id)) return resolve(String(id), loaders);
  return malformed(`${position}.id`, 'an ID');
}

function malformed(position: string, expected: string): Failure {
  return new Failure('BAD_USER_INPUT', `${position}: expected ${expected}.`);
}
