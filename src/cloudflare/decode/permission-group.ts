import { isDeeperThan } from '../../lib/is-deeper-than.ts';
import type { PermissionGroup, PermissionGroupMeta } from '../../model/token.ts';
import type { PermissionGroupRow } from '../../model/token-source.ts';
import {
  DecodeError,
  decodeAt,
  field,
  type JsonObject,
  map,
  nonEmptyString,
  object,
  optional,
  string,
} from './json.ts';
import { decodeRows } from './result.ts';

/** Of the catalogue, which has about 400. */
const MAX_GROUPS = 5_000;

/** Decodes the catalogue's `result`. */
export function decodeCatalogue(result: unknown): readonly PermissionGroupRow[] {
  return decodeRows(decodeCatalogueGroup, result, MAX_GROUPS);
}

const decodeName = optional(string);

/** Decodes a group as a policy has it. */
export function decodePermissionGroup(value: unknown): PermissionGroup {
  const from = object(value);
  return {
    id: field(from, 'id', nonEmptyString),
    name: field(from, 'name', decodeName),
    meta: field(from, 'meta', decodeMeta),
  };
}

/** Decodes a group as the catalogue has it: the attributes of `meta` stand beside the name. */
function decodeCatalogueGroup(value: unknown): PermissionGroup {
  const { id, name, ...attributes } = object(value);
  return {
    id: decodeAt('id', nonEmptyString, id),
    name: decodeAt('name', decodeName, name),
    meta: decodeMeta(withScopesAsText(attributes)),
  };
}

/** The catalogue has a list, a policy's `meta` has text. Both become the same text. */
function withScopesAsText(attributes: JsonObject): JsonObject {
  const { scopes } = attributes;
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  return isList ? { ...attributes, scopes: scopes.join(',') } : attributes;
}

/** Documented as strings only. Any other value becomes its JSON text, so that it is not lost. */
const decodeMeta = optional((value): PermissionGroupMeta => {
  const from = map(value);
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

/** `JSON.stringify` is recursive, so it fails on a value that is nested some thousand levels deep. */
const MAX_ATTRIBUTE_LEVELS = 64;

function attributeText(attribute: unknown): string | null {
  if (attribute === undefined || attribute === null) return null;
  if (typeof attribute === 'string') return attribute;
  if (isDeeperThan(MAX_ATTRIBUTE_LEVELS, attribute)) {
    throw new DecodeError(`at most ${MAX_ATTRIBUTE_LEVELS} levels`, attribute);
  }
  return JSON.stringify(attribute);
}
