import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/** `_service` is introspection by another name. */
const NoSubgraphRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '_service') return;
    const message = 'GraphQL introspection is not allowed, and "_service" is a way to it.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/** For where the schema may not be asked for, by whatever name. */
export const NO_SCHEMA_RULES = [NoSchemaIntrospectionCustomRule, NoSubgraphRule] as const;
