import { type DocumentNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { YogaServerContext } from './server-context.ts';

/** Notes which operation is executed. */
export function useOperationName(): Plugin<YogaServerContext> {
  return {
    onExecute({ args: { contextValue, document, operationName } }) {
      const { logEntry } = contextValue.graphqlRequest;
      logEntry.operationName = operationNameOf(document, operationName ?? null);
    },
  };
}

function operationNameOf(document: DocumentNode, requested: string | null): string | null {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const name = definition.name?.value ?? null;
    if (requested === null || name === requested) return name;
  }
  return null;
}
