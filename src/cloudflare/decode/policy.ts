import type {
  PolicyResource,
  ResourceGrant,
  TokenPolicy,
  TokenPolicyEffect,
} from '../../model/token.ts';
import {
  arrayOf,
  asMap,
  DecodeError,
  decodeItem,
  field,
  map,
  nonEmptyString,
  object,
  string,
} from './json.ts';
import { decodePermissionGroup } from './permission-group.ts';

export function decodePolicy(value: unknown): TokenPolicy {
  const from = object(value);
  return {
    id: field(from, 'id', nonEmptyString),
    effect: field(from, 'effect', decodeEffect),
    permissionGroups: field(from, 'permission_groups', decodePermissionGroups),
    resources: field(from, 'resources', decodeResources),
  };
}

function decodeEffect(value: unknown): TokenPolicyEffect {
  const name = string(value);
  if (name === 'allow') return 'ALLOW';
  return name === 'deny' ? 'DENY' : 'UNKNOWN';
}

const decodePermissionGroups = arrayOf(decodePermissionGroup);

/** Decodes each entry by its own form, so a map that mixes both forms loses nothing. */
function decodeResources(value: unknown): readonly PolicyResource[] {
  const from = map(value);
  return Object.keys(from).map((name) => {
    const inner = from[name];
    return typeof inner === 'string'
      ? { form: 'grant', name, permission: inner }
      : { form: 'scope', name, grants: decodeItem(name, decodeGrants, inner) };
  });
}

function decodeGrants(value: unknown): readonly ResourceGrant[] {
  const from = asMap(value);
  if (from === null) throw new DecodeError('a string or an object', value);
  return Object.entries(from).map(([name, permission]) => ({
    form: 'grant',
    name,
    permission: decodeItem(name, string, permission),
  }));
}
