import { GraphQLError, type ValidationRule } from 'graphql';

import { NO_SCHEMA_RULES } from './limits/no-schema-rules.ts';

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

/** The rules of the gateway, beside those of the specification. */
export function gatewayRules(isIntrospectable: boolean): readonly ValidationRule[] {
  return [KnownOperationTypesRule, ...(isIntrospectable ? [] : NO_SCHEMA_RULES)];
}
