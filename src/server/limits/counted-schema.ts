import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** The length of one answer so far, in bytes of JSON. */
export class AnswerLength {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isTooLong(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  /** Throws once the answer is too long, and then for every field that is left. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.isTooLong) throw TOO_LONG;
  }
}

/** One for all: `use-graphql-js.ts` replaces the errors that are made of it. */
const TOO_LONG = new Error('The answer is too long.');

/** The part of the context that the fields of a counted schema need. */
export interface CountedContext {
  readonly answerLength: AnswerLength;
}

/**
 * Makes each field of a schema count what it adds to its answer. graphql-js
 * makes the whole answer before anything is written, so its length must be
 * counted on the way. Introspection is left out: its answers are bounded by
 * their cost.
 */
export function countedSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve = counted(field);
  }
  return schema;
}

/** `"key":` and the comma behind the value. */
const BYTES_PER_KEY = 4;

function counted({ resolve = defaultFieldResolver }: GraphQLField<unknown, CountedContext>) {
  const counting: typeof resolve = (source, args, context, info) => {
    const { answerLength } = context;
    answerLength.add(String(info.path.key).length + BYTES_PER_KEY);
    const value: unknown = resolve(source, args, context, info);
    if (value instanceof Promise) return value.then(count);
    return count(value);

    function count(settled: unknown): unknown {
      answerLength.add(jsonLength(settled, info));
      return settled;
    }
  };
  return counting;
}

/** Of a value without the fields that it may have: brackets, text, and for each item a comma. */
function jsonLength(value: unknown, info: GraphQLResolveInfo): number {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + jsonLength(item, info) + 1, 2);
  }
  const isObject = typeof value === 'object' && value !== null;
  return BYTES_OF_OTHERS + (isObject ? typeNamesLength(info) : 0);
}

/** `true`, `null`, `{}`, most numbers. */
const BYTES_OF_OTHERS = 4;

/** graphql-js resolves `__typename` itself, so it is counted with its object. */
function typeNamesLength({ fieldNodes, fragments }: GraphQLResolveInfo): number {
  const [first] = fieldNodes;
  if (first === undefined) return 0;
  const known = typeNamesLengths.get(first);
  if (known !== undefined) return known;
  const keys = new Set<string>();
  const spread = new Set<string>();
  const addKeys = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) addKeys(selection.selectionSet);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
        addKeys(fragments[selection.name.value]?.selectionSet);
      } else if (selection.name.value === '__typename') {
        keys.add(selection.alias?.value ?? selection.name.value);
      }
    }
  };
  for (const { selectionSet } of fieldNodes) addKeys(selectionSet);
  const length = [...keys].reduce((sum, key) => sum + key.length + BYTES_PER_TYPE_NAME, 0);
  typeNamesLengths.set(first, length);
  return length;
}

const typeNamesLengths = new WeakMap<FieldNode, number>();

/** `"":"PermissionGroup",` */
const BYTES_PER_TYPE_NAME = 20;

const PLAIN = /^[ !#-[\]-~]*$/;

function textLength(text: string): number {
  return PLAIN.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
