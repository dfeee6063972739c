import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLLeafType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLString,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

import { collectFields } from './collect-fields.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a document is compiled with: of the variables, those that decide `@skip` and `@include`. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Variables;
}

/** One execution: what resolvers get, which item of each list is its turn, and what went wrong. */
export interface Run {
  readonly context: unknown;
  readonly variables: Variables;
  /** An index for each list around the value at hand, the outermost first. */
  readonly indexes: number[];
  readonly errors: GraphQLError[];
}

/** A field that an operation asks of an object. */
export interface CompiledField {
  /** As it is called in the answer. */
  readonly key: string;
  readonly isNullable: boolean;
  resolve(source: unknown, run: Run): unknown;
  /** What was resolved, as it stands in the answer; throws where null may not stand. */
  complete(value: unknown, run: Run): unknown;
  /** Says where an error happened. */
  locate(error: unknown, run: Run): GraphQLError;
}

type Complete = CompiledField['complete'];

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
  return Array.from(collectFields(compilation, parent, sets), ([key, nodes]) =>
    compileField(compilation, key, { parent, nodes, path: [...path, key] }),
  );
}

/** The field at hand, or null with an error where it may be null; what may not be is thrown. */
export function completeField(field: CompiledField, source: unknown, run: Run): unknown {
  try {
    return field.complete(field.resolve(source, run), run);
  } catch (error) {
    const located = field.locate(error, run);
    if (!field.isNullable) throw located;
    run.errors.push(located);
    return null;
  }
}

/** Where `__proto__` is asked for, a plain object would take the value for its prototype. */
export function creatorOf(fields: readonly CompiledField[]): () => Record<string, unknown> {
  const isPlain = fields.every(({ key }) => key !== '__proto__');
  return isPlain ? () => ({}) : () => Object.create(null);
}

function compileField(compilation: Compilation, key: string, place: Place): CompiledField {
  const { parent, nodes } = place;
  const name = nodes[0]?.name.value ?? '';
  const type = name === '__typename' ? TYPENAME : parent.getFields()[name]?.type;
  if (type === undefined) throw new Error(`${parent.name}.${name} is not in the schema`);
  return {
    key,
    isNullable: !isNonNullType(type),
    resolve: name === '__typename' ? () => parent.name : resolverOf(compilation, name, type, place),
    complete: completerOf(compilation, type, place),
    locate: locatorOf(place),
  };
}

function locatorOf({ nodes, path }: Place): CompiledField['locate'] {
  return (error, { indexes }) => {
    let depth = 0;
    const steps = path.map((step) => (step === INDEX ? (indexes[depth++] ?? 0) : step));
    return locatedError(error, nodes, steps);
  };
}

const TYPENAME = new GraphQLNonNull(GraphQLString);

function resolverOf(
  { schema, fragments, operation }: Compilation,
  name: string,
  returnType: GraphQLOutputType,
  { parent, nodes }: Place,
): CompiledField['resolve'] {
  const definition = parent.getFields()[name];
  const [node] = nodes;
  const resolve = definition?.resolve;
  if (resolve === undefined || node === undefined) {
    return (source) => (source as Readonly<Record<string, unknown>>)[name];
  }
  // Without a path, which no resolver here asks for and every value would have to carry.
  const info = {
    ...{ fieldName: name, fieldNodes: nodes, returnType, parentType: parent },
    ...{ schema, fragments, operation, rootValue: undefined, variableValues: {} },
  } as unknown as GraphQLResolveInfo;
  if (definition === undefined || definition.args.length === 0) {
    return (source, { context }) => resolve(source, NO_ARGUMENTS, context, info);
  }
  return (source, { context, variables }) => {
    const args = getArgumentValues(definition, node, variables);
    return resolve(source, args, context, { ...info, variableValues: variables });
  };
}

const NO_ARGUMENTS = Object.freeze({});
const NO_INFO = Object.freeze({}) as GraphQLResolveInfo;

function completerOf(compilation: Compilation, type: GraphQLOutputType, place: Place): Complete {
  if (isNonNullType(type)) return required(completerOf(compilation, type.ofType, place), place);
  const complete = valueCompleter(compilation, type, place);
  return (value, run) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(value, run);
  };
}

function required(complete: Complete, { parent, nodes }: Place): Complete {
  const name = `${parent.name}.${nodes[0]?.name.value}`;
  return (value, run) => {
    const completed = complete(value, run);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${name}.`);
  };
}

function valueCompleter(compilation: Compilation, type: GraphQLOutputType, place: Place): Complete {
  if (isListType(type)) return listCompleter(compilation, type.ofType, place);
  if (isLeafType(type)) return leafCompleter(type);
  if (isAbstractType(type)) return abstractCompleter(compilation, type, place);
  if (isObjectType(type)) return objectCompleter(compilation, type, place);
  throw new Error(`${type} is no type of a value`);
}

/** Each item is completed like a field that is resolved already. */
function listCompleter(compilation: Compilation, type: GraphQLOutputType, place: Place): Complete {
  const path: Place['path'] = [...place.path, INDEX];
  const depth = path.filter((step) => step === INDEX).length - 1;
  const item: CompiledField = {
    key: '',
    isNullable: !isNonNullType(type),
    resolve: (value) => value,
    complete: completerOf(compilation, type, { ...place, path }),
    locate: locatorOf({ ...place, path }),
  };
  return (value, run) => {
    if (!Array.isArray(value)) throw new Error('a list was resolved to what is no array');
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      run.indexes[depth] = index;
      items.push(completeField(item, value[index], run));
    }
    return items;
  };
}

function leafCompleter(type: GraphQLLeafType): Complete {
  return (value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized !== undefined && serialized !== null) return serialized;
    throw new Error(`${type.name} has no text for what was resolved`);
  };
}

/** The type is known by the value; for each that occurs, the fields are compiled once. */
function abstractCompleter(
  compilation: Compilation,
  type: GraphQLAbstractType,
  place: Place,
): Complete {
  const { schema } = compilation;
  const byName = new Map<string, Complete>();
  function completerFor(name: unknown): Complete {
    const concrete = schema.getType(String(name));
    if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) {
      throw new Error(`${type.name} was resolved to a value of no possible type`);
    }
    const complete = objectCompleter(compilation, concrete, place);
    byName.set(concrete.name, complete);
    return complete;
  }
  return (value, run) => {
    const name = type.resolveType?.(value, run.context, NO_INFO, type);
    const complete = typeof name === 'string' ? byName.get(name) : undefined;
    return (complete ?? completerFor(name))(value, run);
  };
}

function objectCompleter(
  compilation: Compilation,
  type: GraphQLObjectType,
  place: Place,
): Complete {
  const sets = place.nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  const fields = compileFields(compilation, type, sets, place.path);
  const create = creatorOf(fields);
  return (source, run) => {
    const object = create();
    for (const field of fields) object[field.key] = completeField(field, source, run);
    return object;
  };
}
