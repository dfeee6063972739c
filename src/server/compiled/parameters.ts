import { isObject } from '../../lib/is-object.ts';
import { DOCUMENT_ID, type DocumentParameters } from '../documents.ts';
import { hasTooManyLevels } from '../variable-levels.ts';

/** The parameters of a GraphQL request, each of its right type. */
export interface Parameters extends Omit<DocumentParameters, 'variables' | 'operationName'> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

const NAMES = new Set(['query', 'variables', 'operationName', 'extensions', DOCUMENT_ID]);

/** Null: the body is not JSON, not that of a GraphQL request, or beyond a limit. */
export function readParameters(body: string): Parameters | null {
  const json = parse(body);
  if (!isObject(json) || !Object.keys(json).every((name) => NAMES.has(name))) return null;
  const { query, variables, operationName, extensions } = json;
  const isFit =
    isMissingOr(query, isString) &&
    isMissingOr(variables, isObject) &&
    !hasTooManyLevels(variables) &&
    isMissingOr(operationName, isString) &&
    isMissingOr(extensions, isObject);
  if (!isFit) return null;
  return Object.assign(json, {
    variables: (variables ?? {}) as Parameters['variables'],
    operationName: (operationName ?? null) as string | null,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMissingOr(value: unknown, isOfType: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || isOfType(value);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
