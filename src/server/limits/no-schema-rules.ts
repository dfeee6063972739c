import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/** `_service` returns the whole schema, as introspection does. */
const NoSubgraphRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '_service') return;
    const message = 'GraphQL introspection is not allowed, and "_service" is a way to it.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/** Validation rules for a gateway without introspection. */
export const NO_SCHEMA_RULES = [NoSchemaIntrospectionCustomRule, NoSubgraphRule] as const;
