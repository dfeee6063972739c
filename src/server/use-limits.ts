import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { rowsOf } from '../graphql/rows-of.ts';
import { type Measures, measure } from './measure.ts';

export interface Limits {
  /** Of a request's body. */
  readonly bodyBytes: number;
  /** Lexical tokens of a document: names, numbers, brackets. */
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
}

/** The introspection that tools send has 185 tokens and 13 levels; GraphiQL's first tab costs 500. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 100_000,
  tokens: 1_000,
  depth: 16,
  aliases: 30,
  directives: 50,
  cost: 20_000,
};

const CODES = {
  depth: 'DEPTH_LIMIT_EXCEEDED',
  aliases: 'ALIAS_LIMIT_EXCEEDED',
  directives: 'DIRECTIVE_LIMIT_EXCEEDED',
  cost: 'COST_LIMIT_EXCEEDED',
} as const satisfies Readonly<Record<keyof Measures, string>>;

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
      if (!isIntrospectable) addValidationRule(NoSchemaIntrospectionCustomRule);
      // Variables are not known yet, so here every list counts as one row.
      const errors = excess(
        measure(params.documentAST, () => 1),
        limits,
      );
      if (errors.length > 0) setResult(errors);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const variables = args.variableValues ?? {};
      const errors = excess(
        measure(args.document, (field) => rowsOf(field, variables)),
        limits,
      );
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onResultProcess({ result, setResult }) {
      if (!('errors' in result) || !result.errors?.some(isTooLarge)) return;
      setResult({ ...result, errors: [tooManyBytes(limits.bodyBytes)] });
    },
  };
}

function excess(measures: Measures, limits: Limits): GraphQLError[] {
  return (['depth', 'aliases', 'directives', 'cost'] as const)
    .filter((name) => measures[name] > limits[name])
    .map((name) => {
      const message = `This document exceeds the limit of ${limits[name]} on ${name}: it has ${measures[name]}.`;
      return new GraphQLError(message, { extensions: { code: CODES[name] } });
    });
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
