import { describe, expect, test } from 'vitest';

import { DEFAULT_LIMITS } from '../../../src/config/defaults.ts';
import { execute } from '../../../src/execution/execute.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { Failure } from '../../../src/model/failure.ts';
import { createCheckDocument } from '../../../src/server/check-document.ts';
import { createOperations } from '../../../src/server/compiled/operations.ts';
import type { Limits } from '../../../src/server/limits/limits.ts';
import { readDocument } from '../../support/documents.ts';
import { collectGarbage } from '../../support/garbage.ts';

const EVERY_FIELD = readDocument('schema/operations/every-field.graphql');

function operationsWithin(limits: Limits) {
  const rules = { schema, limits, introspection: true };
  return createOperations({ ...rules, checkDocument: createCheckDocument(rules) });
}

describe('the cache of compiled documents', () => {
  test('is bounded: of many large documents the oldest is compiled again', () => {
    const find = operationsWithin(DEFAULT_LIMITS);
    const everything = EVERY_FIELD.slice(EVERY_FIELD.indexOf('fragment EveryTokenField'));
    const fieldsOf = (n: number, tokens = 25) => {
      const aliases = Array.from({ length: tokens }, (_, at) => `t${at}: token(id: "${at}")`);
      const selections = aliases.map((alias) => `${alias} { ...EveryTokenField }`);
      const text = `query Q${n} { ${selections.join(' ')} } ${everything}`;
      return find(text, { variables: {}, operationName: null })?.fields;
    };

    const first = fieldsOf(0);
    expect(first).toHaveLength(25);
    expect(fieldsOf(0)).toBe(first);
    for (let n = 1; n <= 60; n += 1) fieldsOf(n);
    expect(fieldsOf(0)).not.toBe(first);
    expect(fieldsOf(0)).toHaveLength(25);
    // More fields than the compiled path accepts: Yoga answers.
    const many = { ...DEFAULT_LIMITS, aliases: 3_000, lexicalTokens: 10_000 };
    const findMany = operationsWithin(many);
    const text = `{ ${Array.from({ length: 2_001 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    expect(findMany(text, { variables: {}, operationName: null })).toBeNull();
  });

  test('does not keep the variables of callers in memory', async () => {
    const find = operationsWithin(DEFAULT_LIMITS);
    async function run(text: string): Promise<WeakRef<object>> {
      const variables = { ids: ['x'], after: 'x' };
      const operation = find(text, { variables, operationName: null });
      if (operation === null) throw new Error('not for the compiled path');
      const { errors } = await execute(operation.fields, ANONYMOUS, operation.variables);
      expect(errors).not.toEqual([]);
      return new WeakRef(operation.variables);
    }

    const references = [
      await run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'),
      await run('query ($after: String) { tokens(first: 5, after: $after) { totalCount } }'),
    ];
    await collectGarbage();

    expect(references.map((reference) => reference.deref())).toEqual([undefined, undefined]);
  });
});

/** The context of a caller who may read nothing. */
const ANONYMOUS = {
  loaders() {
    throw new Failure('UNAUTHENTICATED', 'anonymous');
  },
};
