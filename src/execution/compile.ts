import {
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLField,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  locatedError,
  OperationTypeNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';

import { collectFields } from './collect-fields.ts';
import type { Compilation } from './compilation.ts';
import { leafWriter } from './leaf-writer.ts';
import { toItems } from './lists.ts';
import { handleRejection, isPromiseLike, promiseError } from './promises.ts';
import { ResolveInfo, resolverOf } from './resolver.ts';
import {
  type CompiledField,
  type CompiledValue,
  type ExecutionContext,
  type Write,
  writeFields,
  writeValue,
} from './write-fields.ts';

/** Stands in a path for the index in a list, which only an execution knows. */
const INDEX: unique symbol = Symbol('index');

type Path = readonly (string | typeof INDEX)[];

/** A field in a document. `path` leads to the field, or to an item of its list. */
interface FieldInfo {
  readonly parentType: GraphQLObjectType;
  readonly fieldNodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly path: Path;
}

/** The root fields of a query. The document must be valid. */
export function compileQuery(compilation: Compilation): readonly CompiledField[] {
  const { schema, operation } = compilation;
  const type = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !type) {
    throw new Error(`Only queries can be compiled, not a ${operation.operation}.`);
  }
  return compileFields(compilation, type, [operation.selectionSet], []);
}

function compileFields(
  compilation: Compilation,
  parentType: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  path: Path,
): readonly CompiledField[] {
  return Array.from(collectFields(compilation, parentType, sets), ([key, fieldNodes], index) => {
    const definition = definitionOf(parentType, fieldNodes);
    const field = { parentType, fieldNodes, definition, path: [...path, key] };
    const prefix = `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    const isRoot = path.length === 0;
    return compileField(compilation, field, prefix, isRoot ? String(index) : propertyOf(field));
  });
}

function definitionOf(parentType: GraphQLObjectType, [node]: readonly FieldNode[]) {
  const name = node?.name.value ?? '';
  const definition =
    name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : parentType.getFields()[name];
  if (definition === undefined) throw new Error(`${parentType.name}.${name} is not in the schema.`);
  return definition;
}

function propertyOf({ definition }: FieldInfo): CompiledField['property'] {
  return definition.resolve === undefined ? definition.name : null;
}

function compileField(
  compilation: Compilation,
  field: FieldInfo,
  prefix: string,
  property: CompiledField['property'],
): CompiledField {
  const { definition } = field;
  const { coordinate, isNullable, write, locate } = compileValue(
    compilation,
    definition.type,
    field,
  );
  // Without a spread, which makes every read of these properties slow: 15 % of an execution.
  return {
    coordinate,
    isNullable,
    write,
    locate,
    prefix: Buffer.from(prefix),
    prefixAndNull: Buffer.from(`${prefix}null`),
    property,
    isText: isText(getNullableType(definition.type)),
    isList: isListType(getNullableType(definition.type)),
    resolve: resolverOf(compilation, field),
  };
}

function isText(type: GraphQLOutputType): boolean {
  return (
    type === GraphQLString ||
    type === GraphQLID ||
    (isScalarType(type) && type.serialize === String)
  );
}

/** For the value of a field, or for an item of its list. */
function compileValue(
  compilation: Compilation,
  type: GraphQLOutputType,
  field: FieldInfo,
): CompiledValue {
  return {
    coordinate: coordinateOf(field),
    isNullable: !isNonNullType(type),
    write: writerOf(compilation, getNullableType(type), field),
    locate: locatorOf(field),
  };
}

function coordinateOf({ parentType, definition }: FieldInfo): string {
  return `${parentType.name}.${definition.name}`;
}

function locatorOf({ fieldNodes, path }: FieldInfo): CompiledValue['locate'] {
  return (error, { indexes }) => {
    let depth = 0;
    const keys = path.map((key) => (key === INDEX ? (indexes[depth++] ?? 0) : key));
    return locatedError(error, fieldNodes, keys);
  };
}

function writerOf(compilation: Compilation, type: GraphQLOutputType, field: FieldInfo): Write {
  if (isListType(type)) return listWriter(compilation, type.ofType, field);
  if (isLeafType(type)) return leafWriter(type, coordinateOf(field));
  if (isAbstractType(type)) return abstractWriter(compilation, type, field);
  if (isObjectType(type)) return objectWriter(compilation, type, field);
  throw new Error(`${type} is not an output type.`);
}

const OPEN_LIST = 0x5b;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;

function listWriter(compilation: Compilation, type: GraphQLOutputType, field: FieldInfo): Write {
  const path: Path = [...field.path, INDEX];
  const depth = path.filter((key) => key === INDEX).length - 1;
  const item = compileValue(compilation, type, { ...field, path });
  return (value, execution) => {
    const items = toItems(value);
    if (items === null) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${coordinateOf(field)}".`,
      );
    }
    try {
      writeItems(items, item, depth, execution);
    } catch (error) {
      items.filter(isPromiseLike).forEach(handleRejection);
      throw error;
    }
  };
}

function writeItems(
  items: readonly unknown[],
  item: CompiledValue,
  depth: number,
  execution: ExecutionContext,
): void {
  const { out, indexes } = execution;
  out.byte(OPEN_LIST);
  for (let index = 0; index < items.length; index++) {
    if (index > 0) out.byte(COMMA);
    indexes[depth] = index;
    writeValue(item, items[index], execution);
  }
  out.byte(CLOSE_LIST);
}

/** The value decides the type. The fields of each type that occurs are compiled once. */
function abstractWriter(
  compilation: Compilation,
  type: GraphQLAbstractType,
  field: FieldInfo,
): Write {
  const { schema } = compilation;
  const info = new ResolveInfo(compilation, field, null);
  const byName = new Map<string, Write>();
  function writerFor(name: unknown): Write {
    if (isPromiseLike(name)) throw promiseError(`${type.name}.resolveType()`, name);
    const concrete = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) {
      throw new Error(
        `${type.name}.resolveType found no possible type for ${coordinateOf(field)}.`,
      );
    }
    const write = objectWriter(compilation, concrete, field);
    byName.set(concrete.name, write);
    return write;
  }
  return (value, execution) => {
    const name = type.resolveType?.(value, execution.context, info, type);
    const write = typeof name === 'string' ? byName.get(name) : undefined;
    (write ?? writerFor(name))(value, execution);
  };
}

function objectWriter(compilation: Compilation, type: GraphQLObjectType, field: FieldInfo): Write {
  const sets = field.fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  const fields = compileFields(compilation, type, sets, field.path);
  return (source, execution) => writeFields(fields, source, execution);
}
