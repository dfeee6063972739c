import { Account } from './account.ts';
import { ASYNCHRONOUS } from './asynchronous.ts';
import { builder } from './builder.ts';
import { Credential } from './credential.ts';
import { LIST_COST, listArguments } from './list-arguments.ts';
import { PermissionGroup } from './permission-group.ts';
import {
  PERMISSION_GROUPS_COST,
  permissionGroupArguments,
  resolvePermissionGroups,
} from './permission-groups.ts';
import { resolveTokens } from './resolve-tokens.ts';
import { AccountTokenConnection } from './token-connection.ts';

builder.objectFields(Account, (t) => ({
  tokens: t.field({
    type: AccountTokenConnection,
    nullable: false,
    description:
      'The API tokens that belong to this account, page by page, as `Query.tokens`. A credential ' +
      'that may list only its own tokens gets only those, and Cloudflare does not say so.',
    extensions: { ...ASYNCHRONOUS, cost: LIST_COST },
    args: listArguments,
    resolve: async ({ id }, args, context, info) =>
      resolveTokens(context, context.loaders().openAccount(id), args, info),
  }),
  permissionGroups: t.field({
    type: [PermissionGroup],
    nullable: false,
    description:
      "The permission groups that a token of this account may have. Cloudflare's answer may be up " +
      'to ten minutes old.',
    extensions: { ...ASYNCHRONOUS, cost: PERMISSION_GROUPS_COST },
    args: permissionGroupArguments,
    resolve: async ({ id }, args, { loaders }) =>
      resolvePermissionGroups(loaders(), loaders().openAccount(id), args),
  }),
  credential: t.field({
    type: Credential,
    nullable: false,
    description:
      'The account-owned token that this request uses at Cloudflare. For a user-owned token, ask ' +
      '`Query.credential`. Needs no permission.',
    extensions: ASYNCHRONOUS,
    resolve: async ({ id }, _args, { loaders }) =>
      loaders().credential.load({ account: loaders().openAccount(id) }),
  }),
}));
