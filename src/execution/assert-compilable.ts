import {
  DirectiveLocation,
  type GraphQLAbstractType,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
} from 'graphql';

/** Whether no query with this field is compiled: its resolver may be asynchronous. */
type IsExcluded = (field: GraphQLField<unknown, unknown>) => boolean;

/**
 * Throws an error that names everything in a schema that the compiled path
 * cannot execute, as far as the schema shows it. What only shows at run time
 * is an error there; README.md lists both.
 */
export function assertCompilable(
  schema: GraphQLSchema,
  isExcluded: IsExcluded = () => false,
): void {
  const problems = [
    ...Object.values(schema.getTypeMap())
      .filter((type) => !isIntrospectionType(type))
      .flatMap((type) => problemsOf(schema, type, isExcluded)),
    ...schema.getDirectives().filter(isUnknownInDocuments).map(directiveProblem),
  ];
  if (problems.length > 0) {
    throw new Error(`The compiled path cannot execute this schema:\n${problems.join('\n')}`);
  }
}

function problemsOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  isExcluded: IsExcluded,
): readonly string[] {
  if (isObjectType(type))
    return [...objectProblems(type), ...fieldProblems(schema, type, isExcluded)];
  if (isAbstractType(type)) return abstractProblems(type);
  return isScalarType(type) && isAsync(type.serialize) ? [`${type}.serialize is async.`] : [];
}

function objectProblems(type: GraphQLObjectType): readonly string[] {
  return type.isTypeOf ? [`${type}.isTypeOf would not be called: use resolveType.`] : [];
}

function fieldProblems(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  isExcluded: IsExcluded,
): readonly string[] {
  const query = schema.getQueryType();
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type}.${field.name}`;
    const target = getNamedType(field.type);
    const problems: string[] = [];
    if (isAsync(field.resolve) && type !== query && !isExcluded(field)) {
      problems.push(`${coordinate} has an async resolver: only root fields can be asynchronous.`);
    }
    if (
      query &&
      (target === query || (isAbstractType(target) && schema.isSubType(target, query)))
    ) {
      problems.push(`${coordinate} returns the query type, whose resolvers may be asynchronous.`);
    }
    return problems;
  });
}

function abstractProblems(type: GraphQLAbstractType): readonly string[] {
  if (!type.resolveType) return [`${type} has no resolveType.`];
  return isAsync(type.resolveType) ? [`${type}.resolveType is async.`] : [];
}

function isAsync(resolver: unknown): boolean {
  return typeof resolver === 'function' && ASYNC_TAGS.has(Object.prototype.toString.call(resolver));
}

const ASYNC_TAGS: ReadonlySet<string> = new Set([
  '[object AsyncFunction]',
  '[object AsyncGeneratorFunction]',
]);

/** A directive of documents that is neither `@skip` nor `@include`: `@defer`, for instance. */
function isUnknownInDocuments(directive: GraphQLDirective): boolean {
  return !isSpecifiedDirective(directive) && directive.locations.some((at) => IN_DOCUMENTS.has(at));
}

function directiveProblem({ name }: GraphQLDirective): string {
  return `@${name} would be ignored: only @skip and @include are known.`;
}

const IN_DOCUMENTS: ReadonlySet<DirectiveLocation> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
]);
