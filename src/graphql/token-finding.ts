import type { Finding } from '../inventory/findings.ts';
import { builder } from './builder.ts';
import { FindingSeverity } from './finding-severity.ts';
import { TokenFindingKind } from './token-finding-kind.ts';

export const TokenFinding = builder.objectRef<Finding>('TokenFinding').implement({
  description:
    'Something about a token that a reviewer should look at. It is a fact, not a verdict: what deny ' +
    'policies take away is not subtracted.',
  fields: (t) => ({
    kind: t.expose('kind', {
      type: TokenFindingKind,
      nullable: false,
      description: 'What was found.',
    }),
    severity: t.expose('severity', {
      type: FindingSeverity,
      nullable: false,
      description: 'How bad it is; the same for all findings of a kind.',
    }),
    message: t.exposeString('message', {
      nullable: false,
      description:
        'One sentence with the facts, such as "Not used since 2026-03-01 (270 days).". It names ' +
        'dates, permission groups and resources.',
    }),
    policyId: t.exposeID('policyId', {
      description: 'The policy that is to blame, where one is.',
    }),
  }),
});
