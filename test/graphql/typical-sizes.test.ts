import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';

import { AccountTokensDocument } from '../../examples/tokens-table/src/generated/graphql.ts';
import { DEFAULT_LIMITS } from '../../src/config/defaults.ts';
import { TYPICAL_ROWS } from '../../src/graphql/cost.ts';
import { schema } from '../../src/graphql/schema.ts';
import { MAX_PAGE_SIZE } from '../../src/pagination/window.ts';
import { limitErrors } from '../../src/server/limits/limits.ts';
import { measure } from '../../src/server/limits/measure.ts';
import { readDocument } from '../support/documents.ts';

const FOLDER = 'schema/operations';
const OPERATIONS = readdirSync(join(import.meta.dirname, '../..', FOLDER)).map(
  (file) => [file, parse(readDocument(`${FOLDER}/${file}`))] as const,
);

/** With every option that GraphiQL, Apollo's and Relay's tools and composers use. */
const INTROSPECTION = getIntrospectionQuery({
  ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true },
  ...{ schemaDescription: true, inputValueDeprecation: true, oneOf: true },
});

const MORE_THAN_A_PAGE = { first: MAX_PAGE_SIZE, last: MAX_PAGE_SIZE };

describe('within the default limits, at the largest page, is', () => {
  test.each([
    ...OPERATIONS,
    ['the example’s table', parse(String(AccountTokensDocument))] as const,
    ['the introspection query', parse(INTROSPECTION)] as const,
    ['a composer’s query', parse('{ _service { sdl } }')] as const,
  ])('%s', (_name, document) => {
    expect(limitErrors(schema, document, DEFAULT_LIMITS, MORE_THAN_A_PAGE)).toEqual([]);
    // A variable that is not given counts as the largest page.
    expect(limitErrors(schema, document, DEFAULT_LIMITS, {})).toEqual([]);
  });
});

const costOf = (document: string) => measure(schema, parse(document), {}).cost;

describe('a list whose length no argument bounds costs its typical length:', () => {
  const { findings, policies, permissionGroups, entries, resources, grants } = TYPICAL_ROWS;
  const perToken = (selection: string) => costOf(`{ token(id: "x") { ${selection} } }`) - 1;
  const SCOPE = '... on TokenPolicyResourceScope';

  test.each([
    ['findings', 1 + findings, 'findings { kind }'],
    ['policies', 1 + policies, 'policies { id }'],
    ['groups', 1 + policies * (1 + permissionGroups), 'policies { permissionGroups { id } }'],
    [
      'entries',
      1 + policies * (1 + permissionGroups * (1 + 1 + entries)),
      'policies { permissionGroups { meta { entries { key } } } }',
    ],
    ['resources', 1 + policies * (1 + resources), 'policies { resources { name } }'],
    [
      'grants',
      1 + policies * (1 + resources * (1 + grants)),
      `policies { resources { ${SCOPE} { grants { name } } } }`,
    ],
    ['addresses', 2 + TYPICAL_ROWS.in, 'condition { requestIp { in } }'],
    ['refused addresses', 2 + TYPICAL_ROWS.notIn, 'condition { requestIp { notIn } }'],
  ])('%s', (_name, cost, selection) => {
    expect(perToken(selection)).toBe(cost);
  });

  test('the catalogue of permission groups', () => {
    const cost = 1 + TYPICAL_ROWS.catalogue;

    expect(costOf('{ permissionGroups { id } }')).toBe(cost);
    expect(costOf('{ account(id: "x") { permissionGroups { id } } }')).toBe(1 + cost);
    expect(readDocument('README.md')).toContain(`${TYPICAL_ROWS.catalogue} permission groups`);
  });

  test('the README names each length', () => {
    expect(readDocument('README.md')).toContain(
      `${findings} findings, ${policies} policies, ${permissionGroups} permission groups, ${entries} entries, ` +
        `${resources} resources, ${grants} grants, ${TYPICAL_ROWS.in} addresses`,
    );
  });
});

const times = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index)).join(' ');

describe('too dear is', () => {
  const TYPE =
    'fragment T on __Type { name kind description ofType { name kind ofType { name } } }';

  test.each([
    [
      '28 aliases of policies',
      times(
        28,
        (i) => `a${i}: tokens(first: 100) { nodes { policies { permissionGroups { id name } } } }`,
      ),
    ],
    [
      '29 aliases of the schema',
      times(
        29,
        (i) =>
          `a${i}: __schema { types { ...T fields { args { name type { ...T } } type { ...T } } } }`,
      ),
    ],
    [
      'ten aliases of the names of the schema',
      times(
        10,
        (i) =>
          `a${i}: __schema { types { name fields { name args { name } type { name ofType { name } } } enumValues { name } possibleTypes { name } } }`,
      ),
    ],
    [
      'a long alias in a long list',
      `tokens(first: 100) { nodes { ${times(30, (i) => `${'x'.repeat(250)}${i}: id`)} ${times(300, () => 'id')} } }`.repeat(
        2,
      ),
    ],
  ])('%s', (_name, selections) => {
    const errors = limitErrors(schema, parse(`{ ${selections} } ${TYPE}`), DEFAULT_LIMITS, {});

    expect(errors.map(({ message }) => message).join()).toContain('on cost');
  });
});
