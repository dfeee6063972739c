import { findingsOf } from '../inventory/findings.ts';
import { ipRestrictionOf } from '../inventory/ip-restriction.ts';
import { instantOf } from '../lib/instant.ts';
import type { Token as TokenShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';
import { IpRestriction } from './ip-restriction.ts';
import { Node, tokenTypeName } from './node.ts';
import { TokenCondition } from './token-condition.ts';
import { TokenFinding } from './token-finding.ts';
import { TokenFindingKind } from './token-finding-kind.ts';
import { TokenPolicy } from './token-policy.ts';
import { TokenStatus } from './token-status.ts';

export const ApiToken = builder.interfaceRef<TokenShape>('ApiToken').implement({
  description: 'What the tokens of users and of accounts have in common.',
  interfaces: [Node],
  resolveType: tokenTypeName,
  fields: (t) => ({
    tokenId: t.exposeID('id', {
      nullable: false,
      description:
        "Cloudflare's token identifier tag, unchanged: what audit logs call the token id.",
    }),
    name: t.exposeString('name', {
      description: "The token's name, at most 120 characters.",
    }),
    status: t.expose('status', {
      type: TokenStatus,
      description:
        'The status that Cloudflare reports. A token past its expiry can still be reported as ' +
        'ACTIVE: look at `expiresOn`, too.',
    }),
    issuedOn: t.expose('issuedOn', {
      type: 'DateTime',
      description: 'When the token was created.',
    }),
    modifiedOn: t.expose('modifiedOn', {
      type: 'DateTime',
      description: 'When the token was last modified.',
    }),
    lastUsedOn: t.expose('lastUsedOn', {
      type: 'DateTime',
      description: 'When the token was last used. Null where the token was never used.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      description: 'When the token stops working. Null where the token does not expire.',
    }),
    notBefore: t.expose('notBefore', {
      type: 'DateTime',
      description: 'When the token starts working. Null where it works from its creation.',
    }),
    condition: t.expose('condition', {
      type: TokenCondition,
      description:
        'From where the token may be used. Null where Cloudflare sent none. The token may then be ' +
        'used from anywhere, as it may where `requestIp` is null.',
    }),
    policies: t.expose('policies', {
      type: [TokenPolicy],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_ROWS.policies) },
      description:
        "The policies that say what the token may do, in Cloudflare's order. Empty where Cloudflare " +
        'sent none.',
    }),
    ipRestriction: t.field({
      type: IpRestriction,
      nullable: false,
      description: 'From where the token may be used, read from its condition.',
      resolve: ({ condition }) => ipRestrictionOf(condition),
    }),
    findings: t.field({
      type: [TokenFinding],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_ROWS.findings) },
      description:
        "What a reviewer should look at, worst first. Computed from this token's fields alone, as of " +
        'the operation; no call is made. Deny policies are not subtracted.',
      args: {
        kinds: t.arg({
          type: [TokenFindingKind],
          description: 'Only findings of these kinds. Null: of all kinds; an empty list: none.',
        }),
      },
      resolve: (token, { kinds }, { nowMs }) =>
        findingsOf(token, instantOf(nowMs), kinds ?? undefined),
    }),
  }),
});
