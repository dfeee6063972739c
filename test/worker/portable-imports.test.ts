import { expect, test } from 'vitest';

import { SOURCES } from '../support/sources.ts';

/** An import that is evaluated at once: no type alone, and no `import()`. */
const STATIC_IMPORT = /^(?:import|export)\s+(?!type\b)(?:[\w*{][^;']*?from\s+)?'([^']+)';/gm;

/** Everything that a file imports at once, directly or not: files, packages and Node's modules. */
function reachedFrom(start: string): ReadonlySet<string> {
  const reached = new Set<string>([start]);
  for (const path of reached) {
    const source = SOURCES.find((file) => file.path === path);
    for (const [, target = ''] of source?.text.matchAll(STATIC_IMPORT) ?? []) {
      const { pathname } = new URL(target, `file:///${path}`);
      reached.add(target.startsWith('.') ? pathname.slice(1) : target);
    }
  }
  return reached;
}

test.each(['index.ts', 'gateway.ts', 'worker.ts'])('%s imports nothing that needs Node', (path) => {
  const reached = [...reachedFrom(path)];
  const modules = reached.filter((name) => name.startsWith('node:')).sort();

  // Workers have these with `nodejs_compat`; Bun and Deno have them, too.
  expect(modules).toEqual(['node:buffer', 'node:crypto', 'node:events', 'node:util']);
  for (const name of ['undici', 'pino', 'prom-client', '@graphql-yoga/render-graphiql']) {
    expect(reached).not.toContain(name);
  }
  expect(reached.length).toBeGreaterThan(100);
});

test('an import that needs Node is found', () => {
  expect([...reachedFrom('cli.ts')]).toEqual(expect.arrayContaining(['node:fs', 'pino']));
});
