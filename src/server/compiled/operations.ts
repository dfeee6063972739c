import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import { assertCompilable } from '../../execution/assert-compilable.ts';
import { compileQuery } from '../../execution/compile.ts';
import type { CompiledField } from '../../execution/write-fields.ts';
import { type Limits, limitErrors } from '../limits/limits.ts';
import { measure } from '../limits/measure.ts';
import { NO_SCHEMA_RULES } from '../limits/no-schema-rules.ts';
import { hashOf } from '../use-records.ts';
import type { Parameters } from './parameters.ts';

/** An operation that may be executed: let in, within every limit, and compiled. */
export interface Operation {
  readonly fields: readonly CompiledField[];
  /** Coerced, with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly name: string | null;
  readonly documentHash: string;
}

export interface OperationOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly introspection: boolean;
}

/** Null for what is not for this lane, or would be refused: the ordinary way says why. */
export type FindOperation = (text: string, parameters: Parameters) => Operation | null;

const MAX_DOCUMENTS = 1_000;
/** Operations of one document, each for every combination of `@skip` and `@include`. */
const MAX_VARIANTS = 8;
/** With all its fragments written out. The cost of a document allows for more, one row each. */
const MAX_FIELDS = 2_000;

/** Measured: what is asked for by every field that there is takes 120 kB for 110 fields. */
const BYTES_PER_FIELD = 1_024;
const BYTES_PER_CHARACTER = 8;
const MAX_BYTES = 64 * 1024 * 1024;

/** A document that was asked for, and what was found: null where it is not for this lane. */
interface Entry {
  readonly admitted: Admitted | null;
}

interface Admitted {
  readonly document: DocumentNode;
  readonly hash: string;
  /** When every operation and variant is compiled. */
  readonly bytes: number;
  /** Within the limits whatever its variables are. */
  readonly isSmall: boolean;
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Variables that decide `@skip` and `@include`. */
  readonly switches: readonly string[];
  readonly compiled: Map<string, readonly CompiledField[]>;
  /** What was found for parameters, by identity, for as long as they are remembered. */
  readonly found: WeakMap<Parameters, Operation>;
}

export function createOperations(options: OperationOptions): FindOperation {
  const { schema, limits } = options;
  assertCompilable(schema);
  const entries = new LRUCache<string, Entry>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ admitted }, text) =>
      1 + text.length * BYTES_PER_CHARACTER + (admitted?.bytes ?? 0),
  });

  function admittedOf(text: string): Admitted | null {
    const known = entries.get(text);
    if (known !== undefined) return known.admitted;
    const admitted = admit(text, options);
    entries.set(text, { admitted });
    return admitted;
  }

  function compiledFor(
    { compiled, fragments, switches }: Admitted,
    operation: OperationDefinitionNode,
    variables: Operation['variables'],
  ): readonly CompiledField[] | null {
    const decisive = Object.fromEntries(switches.map((name) => [name, variables[name]]));
    const key = JSON.stringify([operation.name?.value, decisive]);
    const known = compiled.get(key);
    if (known !== undefined || compiled.size >= MAX_VARIANTS) return known ?? null;
    // No other variables: what was compiled stays, and they would stay with it.
    const fields = compileQuery({ schema, operation, fragments, variables: decisive });
    compiled.set(key, fields);
    return fields;
  }

  function find(admitted: Admitted, { operationName, variables: given }: Parameters) {
    const operation = operationOf(admitted, operationName);
    if (!operation) return null;
    if (!admitted.isSmall && limitErrors(schema, admitted.document, limits, given).length > 0) {
      return null;
    }
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    const fields = coerced && compiledFor(admitted, operation, coerced);
    if (!coerced || !fields) return null;
    const name = operation.name?.value ?? null;
    return { fields, variables: coerced, name, documentHash: admitted.hash };
  }

  return (text, parameters) => {
    const admitted = admittedOf(text);
    if (admitted === null) return null;
    const known = admitted.found.get(parameters);
    if (known !== undefined) return known;
    const found = find(admitted, parameters);
    if (found !== null) admitted.found.set(parameters, found);
    return found;
  };
}

/** Null for what the ordinary way would refuse, and for questions about the schema. */
function admit(text: string, { schema, limits, introspection }: OperationOptions): Admitted | null {
  const document = parseWithin(text, limits.tokens);
  if (document === null || limitErrors(schema, document, limits, null).length > 0) return null;
  const rules = introspection ? specifiedRules : [...specifiedRules, ...NO_SCHEMA_RULES];
  if (validate(schema, document, rules).length > 0 || asksForSchema(document)) return null;
  const fieldCount = measure(schema, document, null).cost;
  if (fieldCount > MAX_FIELDS) return null;

  const operations: OperationDefinitionNode[] = [];
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const switches = switchesIn(document);
  const hash = hashOf(document);
  const isSmall = limitErrors(schema, document, limits, {}).length === 0;
  const variants = switches.length === 0 ? operations.length : MAX_VARIANTS;
  const bytes = fieldCount * variants * BYTES_PER_FIELD;
  const known = { compiled: new Map(), found: new WeakMap() };
  return { document, hash, bytes, isSmall, operations, fragments, switches, ...known };
}

function parseWithin(text: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(text, { maxTokens });
  } catch {
    return null;
  }
}

/** No rule of validation minds a mutation where the schema has none. */
function operationOf(admitted: Admitted, name: string | null): OperationDefinitionNode | null {
  const found = operationNamed(admitted, name);
  return found?.operation === OperationTypeNode.QUERY ? found : null;
}

function operationNamed({ operations }: Admitted, name: string | null) {
  if (name === null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((operation) => operation.name?.value === name);
}

function asksForSchema(document: DocumentNode): boolean {
  let isAsked = false;
  visit(document, {
    Field({ name }) {
      isAsked ||= name.value === '__schema' || name.value === '__type';
    },
  });
  return isAsked;
}

function switchesIn(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: given = [] }) {
      for (const { value } of given) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}
