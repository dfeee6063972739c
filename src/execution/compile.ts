import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLEnumType,
  type GraphQLError,
  type GraphQLField,
  GraphQLID,
  type GraphQLLeafType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLString,
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  locatedError,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

import { collectFields } from './collect-fields.ts';
import type { JsonWriter } from './json-writer.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a document is compiled with: of the variables, those that decide `@skip` and `@include`. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Variables;
}

/** One execution: what resolvers get, where the answer goes, and what went wrong. */
export interface Run {
  readonly context: unknown;
  readonly out: JsonWriter;
  readonly variables: Variables;
  /** An index for each list around the value at hand, the outermost first. */
  readonly indexes: number[];
  readonly errors: GraphQLError[];
}

/** A field that an operation asks of an object. */
export interface CompiledField extends CompiledValue {
  /** What stands before its value in the answer: `{"id":`, or `,"name":` behind another. */
  readonly head: Uint8Array;
  /** The same and `null`. */
  readonly nullHead: Uint8Array;
  /** The property of the source that is the field's value; null where it takes a call to `resolve`. */
  readonly property: string | null;
  /** Whether a string is written as it is. */
  readonly isText: boolean;
  resolve(source: unknown, run: Run): unknown;
}

/** What becomes of a value that was resolved: a field's, or a list's item. */
interface CompiledValue {
  /** Type and field, as errors call it: of the field that the value is part of. */
  readonly name: string;
  readonly isNullable: boolean;
  /** Writes what is there, and is no error, as it stands in the answer; throws what becomes null further out. */
  readonly write: Write;
  /** Says where an error happened. */
  locate(error: unknown, run: Run): GraphQLError;
}

type Write = (value: unknown, run: Run) => void;

/** Stands in a path for the index in a list, which only a run knows. */
const INDEX: unique symbol = Symbol('index');

/** Where a value stands: whose field it is of, the nodes that ask for it, and the path to it. */
interface Place {
  readonly parent: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly path: readonly (string | typeof INDEX)[];
}

/** The fields that an operation asks of an object at this path. */
export function compileFields(
  compilation: Compilation,
  parent: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  path: Place['path'] = [],
): readonly CompiledField[] {
  return Array.from(collectFields(compilation, parent, sets), ([key, nodes], index) => {
    const head = `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    return {
      head: Buffer.from(head),
      nullHead: Buffer.from(`${head}null`),
      ...compileField(compilation, { parent, nodes, path: [...path, key] }),
    };
  });
}

function isText(type: GraphQLOutputType): boolean {
  return (
    type === GraphQLString ||
    type === GraphQLID ||
    (isScalarType(type) && type.serialize === String)
  );
}

/** An object with these fields. */
export function writeFields(fields: readonly CompiledField[], source: unknown, run: Run): void {
  const { out } = run;
  for (const field of fields) {
    const { property } = field;
    const value = property === null ? undefined : propertyOf(source, property);
    if (value === null && field.isNullable) {
      out.raw(field.nullHead);
      continue;
    }
    out.raw(field.head);
    if (property === null) writeField(field, resolveField(field, source, run), run);
    else if (typeof value === 'string' && field.isText) out.string(value);
    else writeField(field, value, run);
  }
  out.raw(fields.length === 0 ? EMPTY : CLOSE);
}

/** What a field resolves to; what is thrown instead, as the error that it is. */
export function resolveField(field: CompiledField, source: unknown, run: Run): unknown {
  try {
    return field.resolve(source, run);
  } catch (error) {
    return asError(error);
  }
}

/** What is thrown and is no error becomes one in graphql-js's words. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : locatedError(error, undefined);
}

/** A field's value, or an item of a list; null and an error, where it may be null and cannot be written. */
function writeField(field: CompiledValue, value: unknown, run: Run): void {
  const start = run.out.length;
  try {
    writeValue(field, value, run);
  } catch (error) {
    const located = field.locate(error, run);
    if (!field.isNullable) throw located;
    run.out.length = start;
    run.out.raw(NULL);
    run.errors.push(located);
  }
}

function writeValue({ name, isNullable, write }: CompiledValue, value: unknown, run: Run): void {
  if (value === null || value === undefined) {
    if (!isNullable) throw new Error(`Cannot return null for non-nullable field ${name}.`);
    run.out.raw(NULL);
  } else if (typeof value === 'object' && value instanceof Error) {
    throw value;
  } else {
    write(value, run);
  }
}

const NULL = Buffer.from('null');
const EMPTY = Buffer.from('{}');
const CLOSE = Buffer.from('}');
const [OPEN_LIST, COMMA, CLOSE_LIST] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')];

function compileField(
  compilation: Compilation,
  place: Place,
): Omit<CompiledField, 'head' | 'nullHead'> {
  const { parent, nodes } = place;
  const name = nodes[0]?.name.value ?? '';
  const definition = parent.getFields()[name];
  const type = name === '__typename' ? TYPENAME : definition?.type;
  if (type === undefined) throw new Error(`${parent.name}.${name} is not in the schema`);
  return {
    property: definition && definition.resolve === undefined ? name : null,
    isText: isText(getNullableType(type)),
    resolve: definition ? resolverOf(compilation, definition, place) : () => parent.name,
    ...compileValue(compilation, type, place),
  };
}

function compileValue(
  compilation: Compilation,
  type: GraphQLOutputType,
  place: Place,
): CompiledValue {
  return {
    name: `${place.parent.name}.${place.nodes[0]?.name.value}`,
    isNullable: !isNonNullType(type),
    write: writerOf(compilation, getNullableType(type), place),
    locate: locatorOf(place),
  };
}

function propertyOf(source: unknown, name: string): unknown {
  return (source as Readonly<Record<string, unknown>>)[name];
}

function locatorOf({ nodes, path }: Place): CompiledValue['locate'] {
  return (error, { indexes }) => {
    let depth = 0;
    const steps = path.map((step) => (step === INDEX ? (indexes[depth++] ?? 0) : step));
    return locatedError(error, nodes, steps);
  };
}

const TYPENAME = new GraphQLNonNull(GraphQLString);

function resolverOf(
  { schema, fragments, operation }: Compilation,
  definition: GraphQLField<unknown, unknown>,
  { parent, nodes }: Place,
): CompiledField['resolve'] {
  const { name, type: returnType, resolve } = definition;
  const [node] = nodes;
  if (resolve === undefined || node === undefined) {
    return (source) => propertyOf(source, name);
  }
  // Without a path, which no resolver here asks for and every value would have to carry.
  const info = {
    ...{ fieldName: name, fieldNodes: nodes, returnType, parentType: parent },
    ...{ schema, fragments, operation, rootValue: undefined, variableValues: {} },
  } as unknown as GraphQLResolveInfo;
  if (definition.args.length === 0) {
    return (source, { context }) => resolve(source, NO_ARGUMENTS, context, info);
  }
  const given = onceFor((variables) => ({
    args: getArgumentValues(definition, node, variables),
    info: { ...info, variableValues: variables },
  }));
  return (source, { context, variables }) => {
    const { args, info: withVariables } = given(variables);
    return resolve(source, args, context, withVariables);
  };
}

/** Made once for the same variables, and let go with them: what a caller sent must not stay here. */
function onceFor<T>(make: (variables: Variables) => T): (variables: Variables) => T {
  const made = new WeakMap<Variables, T>();
  return (variables) => {
    const known = made.get(variables);
    if (known !== undefined) return known;
    const fresh = make(variables);
    made.set(variables, fresh);
    return fresh;
  };
}

const NO_ARGUMENTS = Object.freeze({});
const NO_INFO = Object.freeze({}) as GraphQLResolveInfo;

function writerOf(compilation: Compilation, type: GraphQLOutputType, place: Place): Write {
  if (isListType(type)) return listWriter(compilation, type.ofType, place);
  if (isLeafType(type)) return leafWriter(type);
  if (isAbstractType(type)) return abstractWriter(compilation, type, place);
  if (isObjectType(type)) return objectWriter(compilation, type, place);
  throw new Error(`${type} is no type of a value`);
}

function listWriter(compilation: Compilation, type: GraphQLOutputType, place: Place): Write {
  const path: Place['path'] = [...place.path, INDEX];
  const depth = path.filter((step) => step === INDEX).length - 1;
  const item = compileValue(compilation, type, { ...place, path });
  return (value, run) => {
    if (!Array.isArray(value)) throw new Error('a list was resolved to what is no array');
    run.out.raw(OPEN_LIST);
    for (let index = 0; index < value.length; index++) {
      if (index > 0) run.out.raw(COMMA);
      run.indexes[depth] = index;
      writeField(item, value[index], run);
    }
    run.out.raw(CLOSE_LIST);
  };
}

function leafWriter(type: GraphQLLeafType): Write {
  if (isEnumType(type)) return enumWriter(type);
  return (value, { out }) => {
    const serialized: unknown = type.serialize(value);
    if (typeof serialized === 'string') out.string(serialized);
    else if (serialized !== undefined && serialized !== null) out.value(serialized);
    else throw new Error(`${type.name} has no text for what was resolved`);
  };
}

/** The names of an enum's values are printed once. */
function enumWriter(type: GraphQLEnumType): Write {
  const names = new Map<unknown, Uint8Array>(
    type.getValues().map(({ name, value }) => [value, Buffer.from(JSON.stringify(name))]),
  );
  return (value, { out }) => {
    const name = names.get(value);
    if (name !== undefined) out.raw(name);
    // It throws, and says why.
    else out.value(type.serialize(value));
  };
}

/** The type is known by the value; for each that occurs, the fields are compiled once. */
function abstractWriter(compilation: Compilation, type: GraphQLAbstractType, place: Place): Write {
  const { schema } = compilation;
  const byName = new Map<string, Write>();
  function writerFor(name: unknown): Write {
    const concrete = schema.getType(String(name));
    if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) {
      throw new Error(`${type.name} was resolved to a value of no possible type`);
    }
    const write = objectWriter(compilation, concrete, place);
    byName.set(concrete.name, write);
    return write;
  }
  return (value, run) => {
    const name = type.resolveType?.(value, run.context, NO_INFO, type);
    const write = typeof name === 'string' ? byName.get(name) : undefined;
    (write ?? writerFor(name))(value, run);
  };
}

function objectWriter(compilation: Compilation, type: GraphQLObjectType, place: Place): Write {
  const sets = place.nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  const fields = compileFields(compilation, type, sets, place.path);
  return (source, run) => writeFields(fields, source, run);
}
