import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { type Limits, limitErrors } from '../limits/limits.ts';
import { NO_SCHEMA_RULES } from '../limits/no-schema-rules.ts';

/**
 * Refuses operations that are too large, before they are executed; before they
 * are validated even, since that takes time which grows faster than the
 * document. It holds however the document came: POST, GET, or by its hash.
 *
 * Our own, since the ready plugins answer without a code, or leave out
 * `__typename`; and none of them knows what a row costs here.
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
    onResultProcess({ result, setResult }) {
      if (!('errors' in result) || !result.errors?.some(isTooLarge)) return;
      setResult({ ...result, errors: [tooManyBytes(limits.bodyBytes)] });
    },
  };
}

/** graphql-js says it in words alone; "more that" is how it writes them. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens\./;

function isTokenLimit(result: unknown): boolean {
  return result instanceof GraphQLError && TOO_MANY_TOKENS.test(result.message);
}

function tooManyTokens(limit: number): GraphQLError {
  const message = `This document exceeds the limit of ${limit} tokens.`;
  return new GraphQLError(message, { extensions: { code: 'TOKEN_LIMIT_EXCEEDED' } });
}

/** Yoga's, whose message does not name the limit. */
function isTooLarge({ extensions }: GraphQLError): boolean {
  return extensions['code'] === 'REQUEST_ENTITY_TOO_LARGE';
}

function tooManyBytes(limit: number): GraphQLError {
  const message = `This request exceeds the limit of ${limit} bytes.`;
  return new GraphQLError(message, {
    extensions: { code: 'PAYLOAD_TOO_LARGE', http: { status: 413 } },
  });
}
