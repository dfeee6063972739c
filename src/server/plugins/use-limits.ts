import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { refusal } from '../errors.ts';
import { type Limits, limitErrors } from '../limits/limits.ts';
import { gatewayRules } from '../validation-rules.ts';

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
      for (const rule of gatewayRules(isIntrospectable)) addValidationRule(rule);
      const errors = limitErrors(params.schema, params.documentAST, limits, null);
      if (errors.length > 0) setResult(errors);
      return ({ result, setResult }) => {
        if (result.some(isValidationLimit)) setResult([tooMuchToValidate()]);
      };
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
  return refusal('TOKEN_LIMIT_EXCEEDED', message);
}

/** graphql-js compares each field with all others of its name, 500,000 times at most, and then says only this. */
const VALIDATION_ABORTED = 'Validation aborted.';

function isValidationLimit({ message }: Error): boolean {
  return message === VALIDATION_ABORTED;
}

function tooMuchToValidate(): GraphQLError {
  const message =
    'This document exceeds the limit on comparisons in its validation: too many fields have the ' +
    'same name, or too many fragments are spread. Select each field once.';
  return refusal('VALIDATION_LIMIT_EXCEEDED', message);
}
