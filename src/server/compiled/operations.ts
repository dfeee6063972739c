import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import { assertCompilable } from '../../execution/assert-compilable.ts';
import { compileQuery } from '../../execution/compile.ts';
import type { CompiledField } from '../../execution/write-fields.ts';
import { isAsynchronous } from '../../graphql/asynchronous.ts';
import type { CheckDocument } from '../check-document.ts';
import { type Limits, limitErrors } from '../limits/limits.ts';
import { measure } from '../limits/measure.ts';
import type { Parameters } from './parameters.ts';

/** An operation that may be executed: valid, within every limit, and compiled. */
export interface Operation {
  readonly fields: readonly CompiledField[];
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly name: string | null;
  readonly documentHash: string;
}

export interface OperationOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly checkDocument: CheckDocument;
}

/** Null: Yoga's path takes the document, or refuses it and says why. */
export type FindOperation = (text: string, parameters: Parameters) => Operation | null;

const MAX_DOCUMENTS = 1_000;
/** Of one document: each operation counts once for every combination of `@skip` and `@include`. */
const MAX_VARIANTS = 8;
/** With all fragments written out. The limit on cost alone would allow more. */
const MAX_FIELDS = 2_000;

/** Measured: a document with each of the schema's 110 fields takes 120 kB. */
const BYTES_PER_FIELD = 1_024;
const BYTES_PER_CHARACTER = 8;
const MAX_BYTES = 64 * 1024 * 1024;

/** Yoga's path names the errors. */
const STOP_AT_FIRST_ERROR = { maxErrors: 0 };

/** What is known of a document. Null: it is not for the compiled path. */
interface Entry {
  readonly compilable: CompilableDocument | null;
}

interface CompilableDocument {
  readonly document: DocumentNode;
  readonly hash: string;
  /** Memory once every operation and variant is compiled. */
  readonly bytes: number;
  /** Within the limits for all values of its variables. */
  readonly isSmall: boolean;
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Variables that `@skip` and `@include` depend on. */
  readonly directiveVariables: readonly string[];
  readonly compiled: Map<string, readonly CompiledField[]>;
  /** Operations by the identity of their parameters, while those are cached. */
  readonly found: WeakMap<Parameters, Operation>;
}

export function createOperations(options: OperationOptions): FindOperation {
  const { schema, limits } = options;
  assertCompilable(schema, isAsynchronous);
  const entries = new LRUCache<string, Entry>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ compilable }, text) =>
      1 + text.length * BYTES_PER_CHARACTER + (compilable?.bytes ?? 0),
  });

  function compilableOf(text: string): CompilableDocument | null {
    const known = entries.get(text);
    if (known !== undefined) return known.compilable;
    const compilable = compilableDocument(text, options);
    entries.set(text, { compilable });
    return compilable;
  }

  function compiledFor(
    { compiled, fragments, directiveVariables }: CompilableDocument,
    operation: OperationDefinitionNode,
    variables: Operation['variables'],
  ): readonly CompiledField[] | null {
    const directiveValues = Object.fromEntries(
      directiveVariables.map((name) => [name, variables[name]]),
    );
    const key = JSON.stringify([operation.name?.value, directiveValues]);
    const known = compiled.get(key);
    if (known !== undefined || compiled.size >= MAX_VARIANTS) return known ?? null;
    // Only these variables: the compiled fields stay in memory, and other values would stay with them.
    const fields = compileQuery({ schema, operation, fragments, variables: directiveValues });
    compiled.set(key, fields);
    return fields;
  }

  function find(compilable: CompilableDocument, { operationName, variables: given }: Parameters) {
    const operation = operationNamed(compilable, operationName);
    if (!operation) return null;
    if (!compilable.isSmall && limitErrors(schema, compilable.document, limits, given).length > 0) {
      return null;
    }
    const definitions = operation.variableDefinitions ?? [];
    const { coerced } = getVariableValues(schema, definitions, given, STOP_AT_FIRST_ERROR);
    const fields = coerced && compiledFor(compilable, operation, coerced);
    if (!coerced || !fields) return null;
    const name = operation.name?.value ?? null;
    return { fields, variables: coerced, name, documentHash: compilable.hash };
  }

  return (text, parameters) => {
    const compilable = compilableOf(text);
    if (compilable === null) return null;
    const known = compilable.found.get(parameters);
    if (known !== undefined) return known;
    const found = find(compilable, parameters);
    if (found !== null) compilable.found.set(parameters, found);
    return found;
  };
}

/** Null: Yoga would refuse the document, or it asks for the schema. */
function compilableDocument(
  text: string,
  { schema, limits, checkDocument }: OperationOptions,
): CompilableDocument | null {
  const { document, hash, errors } = checkDocument(text);
  if (errors.length > 0 || !isForCompiledPath(schema, document)) return null;
  const { cost: fieldCount, representations } = measure(schema, document, null);
  if (fieldCount > MAX_FIELDS) return null;

  const operations: OperationDefinitionNode[] = [];
  // Without a prototype: a fragment may be named `__proto__`.
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const directiveVariables = directiveVariablesIn(document);
  const isSmall = representations === 0 && limitErrors(schema, document, limits, {}).length === 0;
  const variants = directiveVariables.length === 0 ? operations.length : MAX_VARIANTS;
  const bytes = fieldCount * variants * BYTES_PER_FIELD;
  const known = { compiled: new Map(), found: new WeakMap() };
  return { document, hash, bytes, isSmall, operations, fragments, directiveVariables, ...known };
}

function operationNamed({ operations }: CompilableDocument, name: string | null) {
  if (name === null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((operation) => operation.name?.value === name);
}

/** Not for introspection, and not for fields below the root whose resolvers are asynchronous. */
function isForCompiledPath(schema: GraphQLSchema, document: DocumentNode): boolean {
  let isFit = true;
  const info = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(info, {
    Field({ name }) {
      const field = info.getFieldDef();
      if (name.value === '__schema' || name.value === '__type') isFit = false;
      if (field && isAsynchronous(field)) isFit = false;
    },
  });
  visit(document, visitor);
  return isFit;
}

function directiveVariablesIn(document: DocumentNode): readonly string[] {
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
