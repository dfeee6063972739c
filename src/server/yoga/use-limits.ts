import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { CheckDocument, CheckedDocument } from '../check-document.ts';
import { type Limits, limitErrors } from '../limits/limits.ts';
import type { YogaServerContext } from './server-context.ts';

/**
 * Parses and validates by the check that the compiled path uses, too, and
 * refuses operations that are too large before they are executed. The limits
 * hold for POST, GET and persisted documents alike.
 *
 * Our own code, since the available plugins answer without a code or do not
 * count `__typename`, and none of them knows the cost of a list here.
 */
export function useLimits(limits: Limits, checkDocument: CheckDocument): Plugin<YogaServerContext> {
  const known = new WeakMap<DocumentNode, CheckedDocument>();
  function checkedOf(document: DocumentNode): CheckedDocument {
    const checked = known.get(document);
    if (checked === undefined) throw new Error('This document was not checked.');
    return checked;
  }
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => {
        const checked = checkDocument(typeof source === 'string' ? source : source.body);
        known.set(checked.document, checked);
        return checked.document;
      });
    },
    onValidate({ params, setResult }) {
      setResult(checkedOf(params.documentAST).errors);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const { logEntry } = args.contextValue.graphqlRequest;
      logEntry.documentHash = checkedOf(args.document).hash;
      const errors = limitErrors(args.schema, args.document, limits, args.variableValues ?? {});
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
