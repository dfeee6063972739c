import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  TypeNameMetaFieldDef,
} from 'graphql';

import type { Compilation } from './compilation.ts';
import { type CompiledField, propertiesOf, type Variables } from './write-fields.ts';

/** A field's object type, its nodes in the document, and its definition. */
interface ResolvedField {
  readonly parentType: GraphQLObjectType;
  readonly fieldNodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
}

/** How many parameters a resolver has that reads `info`. */
const PARAMETERS_WITH_INFO = 4;

export function resolverOf(
  compilation: Compilation,
  field: ResolvedField,
): CompiledField['resolve'] {
  const { name, args, resolve } = field.definition;
  const [node] = field.fieldNodes;
  if (field.definition === TypeNameMetaFieldDef) return () => field.parentType.name;
  if (resolve === undefined || node === undefined) return (source) => propertiesOf(source)[name];
  if (args.length === 0 && resolve.length < PARAMETERS_WITH_INFO) {
    const info = new ResolveInfo(compilation, field, null);
    return (source, { context }) => resolve(source, NO_ARGUMENTS, context, info);
  }
  const prepare = oncePerVariables((variables) => ({
    args: getArgumentValues(field.definition, node, variables),
    info: new ResolveInfo(compilation, field, variables),
  }));
  return (source, { context, variables }) => {
    const prepared = prepare(variables);
    return resolve(source, prepared.args, context, prepared.info);
  };
}

const NO_ARGUMENTS = Object.freeze({});

/** Cached by the variables and released with them: a compiled document must not hold what a caller sent. */
function oncePerVariables<T>(make: (variables: Variables) => T): (variables: Variables) => T {
  const cache = new WeakMap<Variables, T>();
  return (variables) => {
    const cached = cache.get(variables);
    if (cached !== undefined) return cached;
    const made = make(variables);
    cache.set(variables, made);
    return made;
  };
}

/** `info`, made once for all objects; so it has no `path`, and says so where a resolver reads one. */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly fieldName: string;
  readonly fieldNodes: GraphQLResolveInfo['fieldNodes'];
  readonly returnType: GraphQLResolveInfo['returnType'];
  readonly parentType: GraphQLObjectType;
  readonly schema: GraphQLResolveInfo['schema'];
  readonly fragments: GraphQLResolveInfo['fragments'];
  readonly operation: GraphQLResolveInfo['operation'];
  readonly rootValue = undefined;
  readonly #variables: Variables | null;

  constructor(compilation: Compilation, field: ResolvedField, variables: Variables | null) {
    this.fieldName = field.definition.name;
    this.fieldNodes = field.fieldNodes;
    this.returnType = field.definition.type;
    this.parentType = field.parentType;
    this.schema = compilation.schema;
    this.fragments = compilation.fragments;
    this.operation = compilation.operation;
    this.#variables = variables;
  }

  get variableValues(): Record<string, unknown> {
    return this.#variables ?? this.#refuse('variableValues');
  }

  get path(): never {
    return this.#refuse('path');
  }

  /** Yoga's executor adds this and the next two, Apollo Server adds `cacheControl`. */
  get signal(): never {
    return this.#refuse('signal');
  }

  get getAbortSignal(): never {
    return this.#refuse('getAbortSignal');
  }

  get getAsyncHelpers(): never {
    return this.#refuse('getAsyncHelpers');
  }

  get cacheControl(): never {
    return this.#refuse('cacheControl');
  }

  #refuse(property: string): never {
    const coordinate = `${this.parentType.name}.${this.fieldName}`;
    throw new Error(`${coordinate} reads info.${property}, which the compiled path does not have.`);
  }
}
