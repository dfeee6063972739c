import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/**
 * Refuses a mutation or a subscription, since the schema has none. graphql-js
 * 16 has no such rule: it fails in the execution, with `data: null`.
 */
const KnownOperationTypesRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    const message = `The ${node.operation} operation is not supported by the schema.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/** `_service` returns the whole schema, as introspection does. */
const NoSubgraphRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '_service') return;
    const message = 'GraphQL introspection is not allowed, and "_service" is a way to it.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/** Validation rules for a gateway without introspection. */
const NO_SCHEMA_RULES = [NoSchemaIntrospectionCustomRule, NoSubgraphRule] as const;

/** The rules of the gateway, beside those of the specification. */
export function gatewayRules(isIntrospectable: boolean): readonly ValidationRule[] {
  return [KnownOperationTypesRule, ...(isIntrospectable ? [] : NO_SCHEMA_RULES)];
}
