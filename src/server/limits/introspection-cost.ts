import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

import { type FieldCost, typicalCost } from '../../graphql/cost.ts';

/**
 * A type counts five times: to describe it takes more time than to write a token's field, and needs
 * no credential. Ten descriptions of the schema took 52 ms.
 */
const WEIGHT = 5;

/** Most types are neither lists nor non-null, so "ofType" is null. Tools ask for nine levels of it. */
const SHARE_OF_WRAPPERS = 0.5;

type IntrospectionCosts = ReadonlyMap<string, FieldCost>;

const costsOfSchemas = new WeakMap<GraphQLSchema, IntrospectionCosts>();

/**
 * The cost of a list that describes the schema: its length, or its average
 * length over all types, fields or directives of this schema, rounded up.
 * graphql-js's fields carry no costs.
 */
export function introspectionCost(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | null | undefined,
  { name }: FieldNode,
): FieldCost | undefined {
  if (!parent || !isIntrospectionType(parent)) return undefined;
  const costs = costsOfSchemas.get(schema) ?? costsIn(schema);
  costsOfSchemas.set(schema, costs);
  return costs.get(`${parent.name}.${name.value}`);
}

function costsIn(schema: GraphQLSchema): IntrospectionCosts {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap(fieldsIn);
  const directives = schema.getDirectives();
  const rows = {
    '__Schema.types': types.length * WEIGHT,
    '__Schema.directives': directives.length,
    '__Type.fields': average(types, (type) => fieldsIn(type).length),
    '__Type.interfaces': average(types, (type) => interfacesIn(type).length),
    '__Type.possibleTypes': average(types, (type) => possibleTypesOf(schema, type).length),
    '__Type.enumValues': average(types, (type) => enumValuesOf(type).length),
    '__Type.inputFields': average(types, (type) => inputFieldsOf(type).length),
    '__Type.ofType': SHARE_OF_WRAPPERS,
    '__Field.args': average(fields, ({ args }) => args.length),
    '__Directive.args': average(directives, ({ args }) => args.length),
    '__Directive.locations': average(directives, ({ locations }) => locations.length),
  };
  return new Map(Object.entries(rows).map(([coordinate, each]) => [coordinate, typicalCost(each)]));
}

function average<T>(all: readonly T[], sizeOf: (each: T) => number): number {
  const sum = all.reduce((total, each) => total + sizeOf(each), 0);
  return Math.max(1, Math.ceil(sum / Math.max(1, all.length)));
}

const fieldsIn = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

const interfacesIn = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];

const possibleTypesOf = (schema: GraphQLSchema, type: GraphQLNamedType) =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [];

const enumValuesOf = (type: GraphQLNamedType) => (isEnumType(type) ? type.getValues() : []);

const inputFieldsOf = (type: GraphQLNamedType) =>
  isInputObjectType(type) ? Object.values(type.getFields()) : [];
