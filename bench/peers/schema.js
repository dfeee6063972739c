/** The fields of the gateway's schema that the bench queries, written in an afternoon. */
import SchemaBuilder from '@pothos/core';

const builder = new SchemaBuilder({});

const Status = builder.enumType('TokenStatus', {
  values: ['ACTIVE', 'DISABLED', 'EXPIRED', 'REVOKED', 'UNKNOWN'],
});
const Effect = builder.enumType('TokenPolicyEffect', { values: ['ALLOW', 'DENY', 'UNKNOWN'] });
const Kind = builder.enumType('TokenPolicyResourceKind', {
  values: ['USER', 'ACCOUNT', 'ZONE', 'R2_BUCKET', 'OTHER'],
});
const Direction = builder.enumType('SortDirection', { values: ['ASC', 'DESC'] });

const Account = builder.objectRef('Account').implement({
  fields: (t) => ({ id: t.exposeID('id', { nullable: false }) }),
});
const Zone = builder.objectRef('Zone').implement({
  fields: (t) => ({ id: t.exposeID('id', { nullable: false }) }),
});

const MetaEntry = builder.objectRef('PermissionGroupMetaEntry').implement({
  fields: (t) => ({
    key: t.exposeString('key', { nullable: false }),
    value: t.exposeString('value', { nullable: false }),
  }),
});

const Meta = builder.objectRef('PermissionGroupMeta').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    value: t.exposeString('value'),
    category: t.exposeString('category'),
    deprecated: t.exposeString('deprecated'),
    description: t.exposeString('description'),
    editable: t.exposeString('editable'),
    eolAt: t.string({ resolve: (meta) => meta.eol_at }),
    label: t.exposeString('label'),
    scopes: t.exposeString('scopes'),
    visibility: t.exposeString('visibility'),
    entries: t.field({
      type: [MetaEntry],
      nullable: false,
      resolve: (meta) => Object.entries(meta).map(([key, value]) => ({ key, value })),
    }),
  }),
});

const PermissionGroup = builder.objectRef('PermissionGroup').implement({
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false }),
    name: t.exposeString('name'),
    meta: t.field({ type: Meta, resolve: (group) => group.meta }),
  }),
});

function kindOf(name) {
  if (name.startsWith('com.cloudflare.api.account.zone.')) return 'ZONE';
  if (name.startsWith('com.cloudflare.api.account.')) return 'ACCOUNT';
  if (name.startsWith('com.cloudflare.api.user.')) return 'USER';
  if (name.startsWith('com.cloudflare.edge.r2.bucket.')) return 'R2_BUCKET';
  return 'OTHER';
}

function idOf(name) {
  const id = name.split('.').at(-1);
  return id === '*' ? null : id;
}

function accountOf(name) {
  const kind = kindOf(name);
  if (kind === 'R2_BUCKET') return { id: idOf(name).split('_')[0] };
  const id = kind === 'ACCOUNT' ? idOf(name) : null;
  return id && { id };
}

function zoneOf(name) {
  const id = kindOf(name) === 'ZONE' ? idOf(name) : null;
  return id && { id };
}

const Resource = builder.interfaceRef('TokenPolicyResource').implement({
  resolveType: ({ value }) =>
    typeof value === 'string' ? 'TokenPolicyResourceGrant' : 'TokenPolicyResourceScope',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: false }),
    kind: t.field({ type: Kind, nullable: false, resolve: ({ name }) => kindOf(name) }),
    resourceId: t.id({ resolve: ({ name }) => idOf(name) }),
    account: t.field({ type: Account, resolve: ({ name }) => accountOf(name) }),
    zone: t.field({ type: Zone, resolve: ({ name }) => zoneOf(name) }),
  }),
});

const Grant = builder.objectRef('TokenPolicyResourceGrant').implement({
  interfaces: [Resource],
  fields: (t) => ({ permission: t.exposeString('value', { nullable: false }) }),
});

const toResources = (from) => Object.entries(from).map(([name, value]) => ({ name, value }));

builder.objectRef('TokenPolicyResourceScope').implement({
  interfaces: [Resource],
  fields: (t) => ({
    grants: t.field({
      type: [Grant],
      nullable: false,
      resolve: ({ value }) => toResources(value),
    }),
  }),
});

const Policy = builder.objectRef('TokenPolicy').implement({
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false }),
    effect: t.field({
      type: Effect,
      nullable: false,
      resolve: ({ effect }) => effect.toUpperCase(),
    }),
    permissionGroups: t.field({
      type: [PermissionGroup],
      nullable: false,
      resolve: (policy) => policy.permission_groups,
    }),
    resources: t.field({
      type: [Resource],
      nullable: false,
      resolve: ({ resources }) => toResources(resources),
    }),
  }),
});

const RequestIp = builder.objectRef('TokenRequestIpCondition').implement({
  fields: (t) => ({
    in: t.exposeStringList('in'),
    notIn: t.stringList({ resolve: (condition) => condition.not_in }),
  }),
});

const Condition = builder.objectRef('TokenCondition').implement({
  fields: (t) => ({
    requestIp: t.field({ type: RequestIp, resolve: (condition) => condition.request_ip }),
  }),
});

const Token = builder.objectRef('Token').implement({
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false }),
    name: t.exposeString('name'),
    status: t.field({ type: Status, resolve: ({ status }) => status.toUpperCase() }),
    issuedOn: t.string({ resolve: (token) => token.issued_on }),
    modifiedOn: t.string({ resolve: (token) => token.modified_on }),
    lastUsedOn: t.string({ resolve: (token) => token.last_used_on }),
    expiresOn: t.string({ resolve: (token) => token.expires_on }),
    notBefore: t.string({ resolve: (token) => token.not_before }),
    condition: t.field({ type: Condition, resolve: (token) => token.condition }),
    policies: t.field({ type: [Policy], nullable: false, resolve: (token) => token.policies }),
  }),
});

const Edge = builder.objectRef('TokenEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor', { nullable: false }),
    node: t.field({ type: Token, resolve: ({ node }) => node }),
  }),
});

const PageInfo = builder.objectRef('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { nullable: false }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { nullable: false }),
    startCursor: t.exposeString('startCursor'),
    endCursor: t.exposeString('endCursor'),
  }),
});

const Connection = builder.objectRef('TokenConnection').implement({
  fields: (t) => ({
    edges: t.field({ type: [Edge], nullable: false, resolve: ({ edges }) => edges }),
    nodes: t.field({
      type: [Token],
      nullable: { list: false, items: true },
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.field({ type: PageInfo, nullable: false, resolve: ({ pageInfo }) => pageInfo }),
    totalCount: t.exposeInt('totalCount'),
  }),
});

const toCursor = (offset) => Buffer.from(`offset:${offset}`).toString('base64');
const toOffset = (cursor) => Number(Buffer.from(cursor, 'base64').toString().split(':')[1]);

async function resolveTokens(_root, args, { listTokens }) {
  if (args.last || args.before) throw new Error('paging backwards is not supported');
  const first = args.first ?? 20;
  const offset = args.after ? toOffset(args.after) + 1 : 0;
  const perPage = Math.min(50, Math.max(5, first));
  const rows = [];
  let page = Math.floor(offset / perPage) + 1;
  const skipped = offset - (page - 1) * perPage;
  let totalCount = Number.POSITIVE_INFINITY;
  while (rows.length < skipped + first && (page - 1) * perPage < totalCount) {
    const answer = await listTokens({ page, perPage, direction: args.direction ?? 'ASC' });
    if (!answer.success) throw new Error(answer.errors[0]?.message ?? 'Cloudflare refused');
    rows.push(...answer.result);
    totalCount = answer.result_info.total_count;
    page += 1;
  }
  const edges = rows
    .slice(skipped, skipped + first)
    .map((node, index) => ({ node, cursor: toCursor(offset + index) }));
  return {
    edges,
    totalCount,
    pageInfo: {
      hasNextPage: offset + edges.length < totalCount,
      hasPreviousPage: offset > 0,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}

builder.queryType({
  fields: (t) => ({
    tokens: t.field({
      type: Connection,
      nullable: false,
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        last: t.arg.int(),
        before: t.arg.string(),
        direction: t.arg({ type: Direction, defaultValue: 'ASC' }),
        includeExpired: t.arg.boolean({ defaultValue: false }),
      },
      resolve: resolveTokens,
    }),
  }),
});

export const schema = builder.toSchema();
