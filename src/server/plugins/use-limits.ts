import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { type Limits, limitErrors } from '../limits/limits.ts';
import { NO_SCHEMA_RULES } from '../limits/no-schema-rules.ts';

/**
 * Refuses operations that are too large before they are executed, and even
 * before they are validated: the time of validation grows faster than the
 * document. The limits hold for POST, GET and persisted documents alike.
 *
 * Our own code, since the available plugins answer without a code or do not
 * count `__typename`, and none of them knows the cost of a list here.
 */
export function useLimits(limits: Limits, isIntrospectable: boolean): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source, options) => parseFn(source, { ...options, maxTokens: limits.tokens }));
      return ({ result, replaceParseResult }) => {
        if (isTokenLimit(result)) replaceParseResult(tooManyTokens(limits.tokens));
      };
    },
    onValidate({ params, addValidationRule, setResult }) {
      if (!isIntrospectable) for (const rule of NO_SCHEMA_RULES) addValidationRule(rule);
      const errors = limitErrors(params.schema, params.documentAST, limits, null);
      if (errors.length > 0) setResult(errors);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const errors = limitErrors(args.schema, args.document, limits, args.variableValues ?? {});
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}

/** graphql-js gives no code, and its message says "more that". */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens\./;

function isTokenLimit(result: unknown): boolean {
  return result instanceof GraphQLError && TOO_MANY_TOKENS.test(result.message);
}

function tooManyTokens(limit: number): GraphQLError {
  const message = `This document exceeds the limit of ${limit} tokens.`;
  return new GraphQLError(message, { extensions: { code: 'TOKEN_LIMIT_EXCEEDED' } });
}
