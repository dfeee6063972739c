/**
 * The expected data of each query, computed from the upstream's rows. No
 * measured server shares this code.
 */
import assert from 'node:assert/strict';

import { TOKENS, tokensOf } from './tokens.js';

/** Stands for any cursor; as long as one of the gateway. */
const CURSOR = 'c'.repeat(47);

/** The data of the query for every field; cursors differ between servers. */
export function everyField(first) {
  const edges = TOKENS.slice(0, first).map((row) => ({ cursor: CURSOR, node: tokenOf(row) }));
  return {
    tokens: {
      totalCount: TOKENS.length,
      pageInfo: {
        hasNextPage: first < TOKENS.length,
        hasPreviousPage: false,
        startCursor: CURSOR,
        endCursor: CURSOR,
      },
      edges,
    },
  };
}

export function leanFields(first, from = 0) {
  return {
    tokens: { nodes: TOKENS.slice(from, from + first).map(({ id, name }) => ({ id, name })) },
  };
}

/** The active tokens of an account by name, and the counts that do not depend on today's date. */
export function activeByName(count, first) {
  const active = tokensOf(count).filter(({ status }) => status === 'active');
  const fold = ({ name }) => name.toLowerCase();
  const sorted = active.sort((one, other) => (fold(one) < fold(other) ? -1 : 1));
  return {
    totalCount: sorted.length,
    nodes: sorted.slice(0, first).map(({ id, name }) => ({ tokenId: id, name })),
    summary: {
      total: sorted.length,
      unreadable: 0,
      byStatus: [{ status: 'ACTIVE', count: sorted.length }],
    },
  };
}

/** The same rows with Cloudflare's field names, for servers whose schema is made from Cloudflare's description. */
export function restFields(first) {
  const result = TOKENS.slice(0, first).map((row) => ({
    ...NO_DATES,
    ...row,
    condition: row.condition ?? null,
    policies: row.policies.map((policy) => ({
      ...policy,
      permission_groups: policy.permission_groups.map(({ meta = null, ...group }) => ({
        ...group,
        meta: meta && restMeta(meta),
      })),
    })),
  }));
  return { tokens: { result, result_info: { total_count: TOKENS.length } } };
}

export function restLeanFields(first) {
  return { tokens: { result: leanFields(first).tokens.nodes } };
}

/** Throws if a response is not the expected one. */
export function requireEqual(response, expected) {
  assert.equal(response.errors, undefined, JSON.stringify(response.errors));
  assert.deepEqual(withoutCursors(response.data), expected);
}

/** Here a cursor may be any text; the scenarios that walk a list check that cursors work. */
function withoutCursors(data) {
  const { edges, pageInfo } = data.tokens ?? {};
  for (const edge of edges ?? []) edge.cursor = sameCursor(edge.cursor);
  if (pageInfo === undefined) return data;
  pageInfo.startCursor = sameCursor(pageInfo.startCursor);
  pageInfo.endCursor = sameCursor(pageInfo.endCursor);
  return data;
}

function sameCursor(cursor) {
  return typeof cursor === 'string' && cursor !== '' ? CURSOR : cursor;
}

function tokenOf(row) {
  return {
    id: row.id,
    name: row.name,
    status: row.status.toUpperCase(),
    issuedOn: row.issued_on,
    modifiedOn: row.modified_on,
    lastUsedOn: row.last_used_on ?? null,
    expiresOn: row.expires_on ?? null,
    notBefore: row.not_before ?? null,
    condition: row.condition
      ? { requestIp: { in: row.condition.request_ip.in, notIn: row.condition.request_ip.not_in } }
      : null,
    policies: row.policies.map((policy) => ({
      id: policy.id,
      effect: policy.effect.toUpperCase(),
      permissionGroups: policy.permission_groups.map(groupOf),
      resources: Object.entries(policy.resources).map(resourceOf),
    })),
  };
}

const NO_META = {
  key: null,
  value: null,
  category: null,
  deprecated: null,
  description: null,
  editable: null,
  eolAt: null,
  label: null,
  scopes: null,
  visibility: null,
};

const NO_DATES = { last_used_on: null, expires_on: null, not_before: null };

function restMeta(meta) {
  const { eolAt, ...rest } = NO_META;
  return { ...rest, eol_at: eolAt, ...meta };
}

function groupOf({ id, name, meta }) {
  if (meta === undefined) return { id, name, meta: null };
  const entries = Object.entries(meta).map(([key, value]) => ({ key, value }));
  return { id, name, meta: { ...NO_META, ...meta, entries } };
}

function resourceOf([name, inner]) {
  if (typeof inner === 'string') {
    return { __typename: 'TokenPolicyResourceGrant', ...nameOf(name), permission: inner };
  }
  const grants = Object.entries(inner).map(([grant, permission]) => ({
    ...nameOf(grant),
    permission,
  }));
  return { __typename: 'TokenPolicyResourceScope', ...nameOf(name), grants };
}

function nameOf(name) {
  const last = name.split('.').at(-1);
  const id = last === '*' ? null : last;
  const kind = kindOf(name);
  const accountId = kind === 'R2_BUCKET' ? last.split('_')[0] : kind === 'ACCOUNT' ? id : null;
  return {
    name,
    kind,
    resourceId: id,
    account: accountId && { id: accountId },
    zone: kind === 'ZONE' && id !== null ? { id } : null,
  };
}

function kindOf(name) {
  if (name.includes('.r2.bucket.')) return 'R2_BUCKET';
  if (name.includes('.edge.worker.script.')) return 'WORKER_SCRIPT';
  if (name.includes('.account.zone.')) return 'ZONE';
  return name.includes('.api.user.') ? 'USER' : 'ACCOUNT';
}
