import { isAccountId } from '../model/account-id.ts';
import { Failure } from '../model/failure.ts';
import { isTokenId } from '../model/token-id.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../pagination/window.ts';
import { Account } from './account.ts';
import { builder } from './builder.ts';
import { itemsCost } from './cost.ts';
import { Credential } from './credential.ts';
import { LIST_COST, listArguments } from './list-arguments.ts';
import { Node } from './node.ts';
import { PermissionGroup } from './permission-group.ts';
import {
  PERMISSION_GROUPS_COST,
  permissionGroupArguments,
  resolvePermissionGroups,
} from './permission-groups.ts';
import { RateLimit } from './rate-limit.ts';
import { resolveTokens } from './resolve-tokens.ts';
import { Token } from './token.ts';
import { TokenConnection } from './token-connection.ts';

/** The same as for a page of the list: to read more tokens, clients page through it. */
const MAX_NODES = MAX_PAGE_SIZE;

builder.queryType({
  description:
    "Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when.",
  fields: (t) => ({
    tokens: t.field({
      type: TokenConnection,
      nullable: false,
      description:
        'The API tokens that the caller created, page by page, as the Relay cursor connections ' +
        `specification defines. Without \`first\` and \`last\`: the first ${DEFAULT_PAGE_SIZE} tokens.`,
      extensions: { cost: LIST_COST },
      args: listArguments,
      resolve: (_root, args, context, info) => resolveTokens(context, null, args, info),
    }),
    account: t.field({
      type: Account,
      nullable: false,
      description: 'An account by its id, for its tokens. No call is made for the account itself.',
      args: {
        id: t.arg.id({
          required: true,
          description: "Cloudflare's account id: exactly 32 letters or digits.",
        }),
      },
      resolve: (_root, { id }) => {
        if (isAccountId(id)) return { id };
        const message =
          'Argument "id": expected the id of an account, exactly 32 letters or digits.';
        throw new Failure('BAD_USER_INPUT', message);
      },
    }),
    permissionGroups: t.field({
      type: [PermissionGroup],
      nullable: false,
      extensions: { cost: PERMISSION_GROUPS_COST },
      description:
        'The permission groups that a token may have, as Cloudflare lists them; both arguments are ' +
        "Cloudflare's own. Its answer may be up to ten minutes old.",
      args: permissionGroupArguments,
      resolve: (_root, args, { loaders }) => resolvePermissionGroups(loaders(), null, args),
    }),
    credential: t.field({
      type: Credential,
      nullable: false,
      description:
        "The token that this request uses at Cloudflare, as Cloudflare's verify describes it: which " +
        'one am I, and until when? For a user-owned token; for an account-owned one, ask the ' +
        "account's `credential`. Needs no permission.",
      resolve: (_root, _args, { loaders }) => loaders().credential.load({ account: null }),
    }),
    rateLimit: t.field({
      type: RateLimit,
      nullable: false,
      description:
        "What is left of Cloudflare's limit for the credential of this request, as this gateway " +
        'counts it. Makes no call.',
      resolve: (_root, _args, { rateLimit }) => rateLimit(),
    }),
    token: t.field({
      type: Token,
      description: 'One token by its identifier; null where the caller has no such token.',
      args: {
        id: t.arg.id({
          required: true,
          description: "Cloudflare's token identifier tag, in upper or lower case.",
        }),
      },
      resolve: (_root, { id }, { loaders }) => {
        const { token } = loaders();
        return isTokenId(id) ? token.load(id) : null;
      },
    }),
    node: t.field({
      type: Node,
      description: 'Relay refetch: any Node by its id; null where there is none.',
      args: {
        id: t.arg.id({
          required: true,
          description: 'The id of a Node: of a token of a user or of an account.',
        }),
      },
      resolve: (_root, { id }, { loaders }) => loaders().token.load(id),
    }),
    nodes: t.field({
      type: [Node],
      nullable: { list: false, items: true },
      description: 'Relay refetch of several nodes, in the order of the ids.',
      extensions: { cost: itemsCost('ids', MAX_NODES) },
      args: {
        ids: t.arg.idList({
          required: true,
          description: `The ids of Nodes. At most ${MAX_NODES}; one may occur more than once.`,
        }),
      },
      resolve: (_root, { ids }, { loaders }) => {
        if (ids.length > MAX_NODES) {
          const message = `Argument "ids": expected at most ${MAX_NODES} ids, got ${ids.length}.`;
          throw new Failure('BAD_USER_INPUT', message);
        }
        // A list of promises, not `Promise.all`: an id that cannot be read is null at its own index.
        return ids.map((id) => loaders().token.load(id));
      },
    }),
  }),
});
