import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { EXAMPLE, listen, post } from '../support/federated.ts';
import { startGateway } from '../support/gateway.ts';
import { startNode } from '../support/package.ts';

const PAGE = readFileSync(new URL('../../docs/federation.md', import.meta.url), 'utf8');

/** The queries of the page's `curl` commands, in their order. */
const queries = Array.from(
  PAGE.matchAll(/-d '(\{"query":.*\})'/g),
  ([, body = '']) => JSON.parse(body).query as string,
);

test('the page’s programs start, compose and run the page’s queries', async () => {
  const { gateway, upstream } = await startGateway();
  const supergraph = join(mkdtempSync(join(tmpdir(), 'federation-')), 'supergraph.graphql');
  const run = (file: string, env: NodeJS.ProcessEnv) => {
    expect(PAGE).toContain(`node examples/federation/${file}`);
    return startNode(EXAMPLE, [file], { PORT: '0', SUPERGRAPH: supergraph, ...env });
  };

  const [, teams] = await run('teams.js', {}).until(/teams: (\S+)/);
  const addresses = { TOKENS_URL: await listen(gateway.listener), TEAMS_URL: teams };
  const early = run('compose.js', { ...addresses, TEAMS_URL: 'http://127.0.0.1:1/graphql' });
  expect(await early.exit).toBe(1);
  expect(early.output()).toBe(
    'teams: http://127.0.0.1:1/graphql does not answer; start this subgraph first\n',
  );
  expect(await run('compose.js', addresses).exit).toBe(0);
  const routerProgram = run('router.js', {});
  const [, router = ''] = await routerProgram.until(/router: (\S+)/);
  const second = run('router.js', { PORT: new URL(router).port });
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(/router: port \d+ is in use; set PORT to another\n$/);
  const headers = { authorization: `Bearer ${DEMO_CREDENTIAL}` };
  const [fromTeams, fromTokens, fromAccounts] = await Promise.all(
    queries.map((query) => post(router, query, headers)),
  );

  routerProgram.signal('SIGTERM');
  expect(await routerProgram.exit).toBe(0);
  expect(queries).toHaveLength(3);
  expect(fromAccounts).toMatchObject({
    data: {
      teams: [
        { account: { name: 'Production', tokens: { totalCount: 4 } } },
        { account: { name: 'Marketing', tokens: { nodes: [{}, {}] } } },
      ],
    },
  });
  expect(fromTeams).toMatchObject({
    data: { teams: [{ name: 'Platform', tokens: [{ status: 'ACTIVE' }, {}] }, { name: 'Web' }] },
  });
  expect(fromTokens.data.tokens.nodes[0]).toMatchObject({
    team: { name: 'Platform' },
    policies: [{}, { resources: [{ zone: { name: 'example.org' } }, {}] }],
  });
  for (const { errors } of [fromTeams, fromTokens, fromAccounts]) expect(errors).toBeUndefined();
  for (const { authorization } of upstream.requests)
    expect(authorization).toBe(headers.authorization);
});

test('the page names the versions that the tests use', () => {
  const rows = Array.from(PAGE.matchAll(/^\| `(\S+)` \| (\S+) \| in the tests \|$/gm));
  const { resolve } = createRequire(import.meta.url);

  for (const [, name = '', version] of rows) {
    // Some packages do not export their package.json.
    const folder = resolve(name).replace(new RegExp(`(node_modules/${name}/).*`), '$1');
    const manifest = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    expect([name, version]).toEqual([name, manifest.version]);
  }
  expect(rows).toHaveLength(4);
});
