import { describe, expect, test } from 'vitest';

import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';
import { EveryFieldDocument } from '../../support/generated/graphql.ts';

/** With every character that a bearer token may have. */
const SECRET = 'Aa0_-.~+/redact_this_credential_0123456=';

const escaped = [...SECRET]
  .map((character) => `\\u00${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  .join('');

const token = (quoted: string) => `{
  "id": "t1", "name": "${quoted}", "status": "${quoted}", "issued_on": "x ${quoted}",
  "condition": {"request_ip": {"in": ["${quoted}"], "not_in": ["a${quoted}b"]}},
  "policies": [{
    "id": "p-${quoted}", "effect": "allow",
    "permission_groups": [{"id": "g${quoted}", "name": "${quoted}", "meta": {"${quoted}": "${quoted}"}}],
    "resources": {"com.cloudflare.${quoted}": "*", "${quoted}": {"${quoted}": "${quoted}"}}
  }]
}`;
const list = (rows: string, messages: string) =>
  `{"success": true, "errors": [], "messages": [${messages}], "result": [${rows}], "result_info": {"total_count": 1}}`;
const notice = (quoted: string) =>
  `{"code": 1, "message": "${quoted}", "documentation_url": "https://x/${quoted}", "source": {"pointer": "${quoted}"}, "error_chain": [{"code": 2, "message": "${quoted}"}]}`;
const failure = (quoted: string) =>
  `{"success": false, "result": null, "errors": [${notice(quoted)}], "messages": [${notice(quoted)}]}`;

const BODIES: Readonly<
  Record<string, (quoted: string) => readonly [status: number, body: string]>
> = {
  'a row and a message': (quoted) => [200, list(token(quoted), notice(quoted))],
  'the key of a row that cannot be read': (quoted) => [
    200,
    list(
      `{"id": "t1", "policies": [{"id": "p", "effect": "allow", "permission_groups": [], "resources": {"${quoted}": 7}}]}`,
      '',
    ),
  ],
  'an inner key of a row that cannot be read': (quoted) => [
    200,
    list(
      `{"id": "t1", "policies": [{"id": "p", "effect": "allow", "permission_groups": [], "resources": {"a": {"${quoted}": 7}}}]}`,
      '',
    ),
  ],
  'an error': (quoted) => [400, failure(quoted)],
  'a refusal': (quoted) => [403, failure(quoted)],
  'a problem of the edge': (quoted) => [
    403,
    `{"type": "x", "title": "${quoted}", "error_code": 1020, "detail": "${quoted}"}`,
  ],
  'JSON that is none': (quoted) => [200, `{"${quoted}`],
};

const SPELLINGS = [
  ['as it is', SECRET],
  ['with escaped slashes', SECRET.replaceAll('/', '\\/')],
  ['with every character escaped', escaped],
  ['in capital escapes', escaped.replaceAll('a', 'A')],
] as const;

describe.each(Object.entries(BODIES))(
  'a credential that Cloudflare quotes in %s',
  (_place, bodyOf) => {
    test.each(SPELLINGS)('%s reaches neither callers nor the log', async (_spelling, quoted) => {
      const clock = createTestClock();
      const { ask, upstream, logged } = await startGateway({}, { clock, random: () => 0 });
      const [status, body] = bodyOf(quoted);
      upstream.injectFault(
        {
          kind: 'response',
          status,
          body: Buffer.from(body),
          headers: { 'content-type': 'application/json', 'cf-ray': SECRET, 'retry-after': SECRET },
        },
        3,
      );

      const { data, errors, extensions, headers } = await ask(
        String(EveryFieldDocument),
        { first: 5 },
        { credential: SECRET },
      );

      const shown = JSON.stringify([data, errors, extensions, [...headers], logged]);
      expect(shown).not.toContain(SECRET);
      expect(shown).not.toContain('redact_this');
      expect(upstream.requests.length).toBeGreaterThan(0);
    });
  },
);

test('escapes that are no part of a credential stay as they are', async () => {
  const { ask, upstream } = await startGateway();
  const name = 'a\\\\u0041 \\u0022 \\\\ \\u005c \\n \\u0000 \\/ \\u00e9 \\u2028';
  upstream.injectFault({
    kind: 'response',
    status: 200,
    body: Buffer.from(list(`{"id": "${SECRET}", "name": "${name}", "policies": []}`, '')),
    headers: { 'content-type': 'application/json' },
  });

  const { data } = await ask(
    '{ tokens(first: 1) { nodes { id name } } }',
    {},
    { credential: SECRET },
  );

  expect(data.tokens.nodes).toEqual([{ id: '[credential]', name: JSON.parse(`"${name}"`) }]);
});
