import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { withoutSecret } from '../../../src/cloudflare/decode/redact.ts';
import { replaceText } from '../../../src/cloudflare/decode/replace-text.ts';
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

describe('the search for a credential', () => {
  const LETTERS = ['a', 'b', '/'] as const;
  const SPELLED: Readonly<Record<(typeof LETTERS)[number], readonly string[]>> = {
    a: ['a', '\\u0061'],
    b: ['b', '\\u0062'],
    '/': ['/', '\\/', '\\u002f', '\\u002F'],
  };
  const letter = fc.constantFrom(...LETTERS);
  const spelled = letter.chain((each) =>
    fc.constantFrom(...SPELLED[each]).map((spelling) => ({ plain: each as string, spelling })),
  );
  const other = fc
    .constantFrom('\\\\', '\\"', '\\u00e9', 'é')
    .map((spelling) => ({ plain: '-', spelling }));

  test('finds every spelling, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(letter, { minLength: 1, maxLength: 5 }),
        fc.array(fc.oneof({ weight: 8, arbitrary: spelled }, other), { maxLength: 40 }),
        (letters, characters) => {
          const text = letters.join('');
          const plain = characters.map((each) => each.plain).join('');
          const body = characters.map(({ spelling }) => spelling).join('');
          const replaced = replaceText(body, text, '!') ?? '';

          expect(replaced.split('!')).toHaveLength(plain.split(text).length);
          const left = characters.filter((_, index) => isLeft(plain, text, index));
          const asJson = (json: string) => JSON.parse(`"${json}"`);
          expect(asJson(replaced.replaceAll('!', ''))).toBe(
            asJson(left.map(({ spelling }) => spelling).join('')),
          );
          if (!plain.includes(text)) expect(replaced).toBe(body);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  /** Whether a character belongs to no occurrence, read from the left. */
  function isLeft(plain: string, text: string, index: number): boolean {
    const marked = plain.split(text).join('\0'.repeat(text.length));
    return marked[index] !== '\0';
  }

  const LENGTH = 8_000;
  const allEscaped = (secret: string) =>
    [...secret].map((each) => `\\u00${each.charCodeAt(0).toString(16)}`).join('');
  const redacted = (body: string, secret: string) =>
    withoutSecret({ status: 200, headers: {}, body }, secret);

  // Each took minutes where the time grew with the length of the body times that of the credential.
  test.each([
    ['slashes', '/', '\\/'.repeat(50_000)],
    ['escapes', 'a', '\\u0061'.repeat(50_000)],
    ['almost the start of the credential', 'a', `\\/${`${'a'.repeat(39)}b`.repeat(200_000)}`],
  ])('reads a body of %s', (_name, character, text) => {
    const secret = character.repeat(39).padEnd(LENGTH, 'c');
    const body = `"${text}b${allEscaped(secret)}b${secret}"`;

    expect(redacted(body, secret).body.endsWith('b[credential]b[credential]"')).toBe(true);
  });

  test.each([
    ['the credential, again and again', `${SECRET} `],
    ['the credential in escapes, again and again', `${allEscaped(SECRET)} `],
    ['its first 40 characters, again and again', SECRET.slice(0, 40)],
  ])('refuses a body of %s', (_name, text) => {
    const { body, bodyProblem } = redacted(`"${text.repeat(10_000)}"`, SECRET);

    expect(body).toBe('');
    expect(bodyProblem).toBe('it quotes the credential too often');
  });
});
