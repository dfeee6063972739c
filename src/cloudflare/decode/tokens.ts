/**
 * The one place where Cloudflare's JSON becomes tokens. What Cloudflare's
 * documents call optional may be absent or null; what they require must be
 * there. A row is never mended: a policy half read would show a token as
 * weaker than it is.
 */
import { Failure } from '../../model/failure.ts';
import type {
  PermissionGroup,
  PermissionGroupMeta,
  PolicyResource,
  RequestIpCondition,
  ResourceGrant,
  Token,
  TokenCondition,
  TokenPolicy,
  TokenPolicyEffect,
  TokenStatus,
} from '../../model/token.ts';
import { type PermissionGroups, type TokenRow, UnreadableRow } from '../../model/token-source.ts';
import {
  array,
  DecodeError,
  type Decoder,
  field,
  id,
  inBrackets,
  type JsonObject,
  listOf,
  object,
  optional,
  string,
  within,
} from './json.ts';
import type { PageInfo } from './total.ts';

/** Reads a list's `result`. A row that cannot be read becomes its failure. */
export function readTokenRows(result: unknown): readonly TokenRow[] {
  return readOrFail(array, 'result', result).map((row, index) => readRow(token, row, index));
}

/** Reads a list's `result_info`, of which every part may be missing. */
export function readPageInfo(resultInfo: unknown): PageInfo {
  const info =
    resultInfo === undefined || resultInfo === null
      ? {}
      : readOrFail(object, 'result_info', resultInfo);
  return {
    page: readCount(info, 'page'),
    perPage: readCount(info, 'per_page'),
    totalCount: readCount(info, 'total_count'),
  };
}

/** Reads the `result` of one token's details. */
export function readTokenDetails(result: unknown): Token {
  return readOrFail(token, 'result', result);
}

/** Reads the catalogue's `result`. Whom nobody can name, nobody asks for: rows without an id are left out. */
export function readPermissionGroups(result: unknown): PermissionGroups {
  const groups = readOrFail(array, 'result', result).map((row, index) =>
    readRow(catalogueGroup, row, index),
  );
  return new Map(groups.flatMap((group) => (group.id === null ? [] : [[group.id, group]])));
}

function readRow<T>(read: Decoder<T>, row: unknown, index: number): T | UnreadableRow {
  try {
    return readOrFail(read, `result[${index}]`, row);
  } catch (error) {
    if (error instanceof Failure) return new UnreadableRow(error.message, idOf(row));
    throw error;
  }
}

function idOf(row: unknown): string | null {
  if (typeof row !== 'object' || row === null || !('id' in row)) return null;
  return typeof row.id === 'string' && row.id !== '' ? row.id : null;
}

function readOrFail<T>(read: Decoder<T>, path: string, value: unknown): T {
  try {
    return within(path, read, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new Failure('UPSTREAM_INVALID_RESPONSE', `Cloudflare's answer: ${error.report}`);
  }
}

/** What is no count says nothing: some of Cloudflare's lists leave the total out. */
function readCount(info: JsonObject, key: string): number | null {
  const count = info[key];
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

const text = optional(string);

function token(value: unknown): Token {
  const row = object(value);
  return {
    id: field(row, 'id', id),
    name: field(row, 'name', text),
    status: field(row, 'status', status),
    issuedOn: field(row, 'issued_on', text),
    modifiedOn: field(row, 'modified_on', text),
    lastUsedOn: field(row, 'last_used_on', text),
    expiresOn: field(row, 'expires_on', text),
    notBefore: field(row, 'not_before', text),
    condition: field(row, 'condition', condition),
    policies: field(row, 'policies', policies) ?? [],
  };
}

const STATUSES: ReadonlyMap<string, TokenStatus> = new Map([
  ['active', 'ACTIVE'],
  ['disabled', 'DISABLED'],
  ['expired', 'EXPIRED'],
]);

/** `revoked (exposed)` is what a token found in public is reported as; the bracket is the reason. */
const status = optional((value): TokenStatus => {
  const name = string(value);
  return STATUSES.get(name) ?? (name.startsWith('revoked') ? 'REVOKED' : 'UNKNOWN');
});

/** Today's key is `request_ip`; until 2025 Cloudflare's documents and clients said `request.ip`. */
const condition = optional((value): TokenCondition => {
  const from = object(value);
  const requestIp = field(from, 'request_ip', requestIpCondition);
  return { requestIp: requestIp ?? field(from, 'request.ip', requestIpCondition) };
});

const addresses = optional(listOf(string));

const requestIpCondition = optional((value): RequestIpCondition => {
  const from = object(value);
  return { in: field(from, 'in', addresses), notIn: field(from, 'not_in', addresses) };
});

const policies = optional(listOf(policy));

function policy(value: unknown): TokenPolicy {
  const from = object(value);
  return {
    id: field(from, 'id', id),
    effect: field(from, 'effect', effect),
    permissionGroups: field(from, 'permission_groups', permissionGroups),
    resources: field(from, 'resources', resources),
  };
}

function effect(value: unknown): TokenPolicyEffect {
  const name = string(value);
  if (name === 'allow') return 'ALLOW';
  return name === 'deny' ? 'DENY' : 'UNKNOWN';
}

// A function, not a constant: it is used above the line where a constant would be ready.
function permissionGroups(value: unknown): readonly PermissionGroup[] {
  return listOf(permissionGroup)(value);
}

function permissionGroup(value: unknown): PermissionGroup {
  const from = object(value);
  return {
    id: field(from, 'id', id),
    name: field(from, 'name', text),
    meta: field(from, 'meta', meta),
  };
}

/** As the catalogue lists a group: what a policy has under `meta` stands beside the name here. */
function catalogueGroup(value: unknown): PermissionGroup {
  const { id: groupId, name, ...attributes } = object(value);
  return {
    id: within('id', id, groupId),
    name: within('name', text, name),
    meta: meta(withScopesAsText(attributes)),
  };
}

/** A list here, text in a policy's `meta`: one group has one text, whichever way it is read. */
function withScopesAsText(attributes: JsonObject): JsonObject {
  const { scopes } = attributes;
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  return isList ? { ...attributes, scopes: scopes.join(',') } : attributes;
}

/** Documented as strings only; anything else is kept as its JSON text rather than dropped. */
const meta = optional((value): PermissionGroupMeta => {
  const from = object(value);
  const entries = Object.keys(from).map((key) => ({ key, value: attributeText(from[key]) }));
  return {
    key: attributeText(from['key']),
    value: attributeText(from['value']),
    category: attributeText(from['category']),
    deprecated: attributeText(from['deprecated']),
    description: attributeText(from['description']),
    editable: attributeText(from['editable']),
    eolAt: attributeText(from['eol_at']),
    label: attributeText(from['label']),
    scopes: attributeText(from['scopes']),
    visibility: attributeText(from['visibility']),
    entries,
  };
});

function attributeText(attribute: unknown): string | null {
  if (attribute === undefined || attribute === null) return null;
  return typeof attribute === 'string' ? attribute : JSON.stringify(attribute);
}

/** Both forms, entry by entry: a map that mixes them loses nothing. */
function resources(value: unknown): readonly PolicyResource[] {
  const from = object(value);
  return Object.keys(from).map((name) => {
    const inner = from[name];
    return typeof inner === 'string'
      ? { form: 'grant', name, permission: inner }
      : { form: 'scope', name, grants: inBrackets(name, grants, inner) };
  });
}

const STRING_OR_OBJECT = 'a string or an object';

function grants(value: unknown): readonly ResourceGrant[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(STRING_OR_OBJECT, value);
  }
  return Object.entries(value).map(([name, permission]) => ({
    form: 'grant',
    name,
    permission: inBrackets(name, string, permission),
  }));
}
