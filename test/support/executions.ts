import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  execute as graphqlExecute,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { expect } from 'vitest';

import { compileQuery } from '../../src/execution/compile.ts';
import { execute } from '../../src/execution/execute.ts';

export interface Executed {
  /** As JSON, and so as text: the order of the fields is part of the answer. */
  readonly data: string;
  /** Sorted: errors beside each other have no order. */
  readonly errors: readonly string[];
}

export interface Question {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A new one for each execution. */
  readonly context?: () => unknown;
}

/** By graphql-js: what nobody doubts. */
export async function byGraphqlJs({ schema, document, variables, context }: Question) {
  const result = await graphqlExecute({
    schema,
    document,
    variableValues: variables ?? {},
    contextValue: context?.(),
  });
  return plain(result);
}

/** By ours; null where the variables are refused, which is not ours to say. */
export async function byOurs({ schema, document, variables = {}, context }: Question) {
  const operation = operationOf(document);
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) return null;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const compilation = { schema, operation, fragments, variables: coerced };
  const fields = compileQuery(compilation);
  const { body, errors } = await execute(fields, context?.(), coerced);
  return described(body.toString().slice('{"data":'.length, -1), errors);
}

/**
 * Data must be equal byte by byte, and errors but for their order. Where errors
 * may be hidden, ours are some of theirs: the specification leaves open which
 * errors are reported inside a part that became null. Returns graphql-js's.
 */
export async function expectSame(
  question: Question,
  mayHideErrors: (ours: Executed) => boolean = () => false,
): Promise<Executed> {
  const theirs = await byGraphqlJs(question);
  const ours = await byOurs(question);
  expect(ours?.data).toEqual(theirs.data);
  if (ours === null || !mayHideErrors(ours)) expect(ours?.errors).toEqual(theirs.errors);
  else expect(theirs.errors).toEqual(expect.arrayContaining([...ours.errors]));
  return theirs;
}

/** Null for what validation refuses, mutations and questions about the schema: nobody executes those. */
export function executable(schema: GraphQLSchema, text: string): DocumentNode | null {
  const document = parsed(text);
  if (document === null || validate(schema, document, specifiedRules).length > 0) return null;
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operationOf(document).operation !== 'query') return null;
  return /__schema|__type\b/.test(text) ? null : document;
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) return definition;
  }
  throw new Error('a document without operations');
}

function plain({ data = null, errors = [] }: Pick<ExecutionResult, 'data' | 'errors'>): Executed {
  return described(JSON.stringify(data), errors);
}

function described(data: string, errors: readonly GraphQLError[]): Executed {
  return { data, errors: errors.map(describe).sort() };
}

function describe({ message, path, locations }: GraphQLError): string {
  return JSON.stringify({ path, locations, message });
}
