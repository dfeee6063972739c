/** Shape 1: hostile documents of every kind, each for the same time; then made-up ones. */
import { schema } from '../../dist/graphql/schema.js';
import { createRequests } from '../fuzz-documents.js';
import { HOSTILE_DOCUMENTS } from './hostile-documents.js';
import { createAgent, deadline, inParallel, post } from './send.js';

const CLIENTS = 4;
const GROUPS = 300;
const MANY_TOKENS = 5_000;

const secretOf = (text) => text.padEnd(40, '0');
const KNOWN = {
  caller: secretOf('a_caller_with_large_tokens_'),
  'owner of many': secretOf('owner_of_many_'),
};

function tokenOf(index, groups) {
  const id = `${index}`.padStart(32, '0');
  const permission_groups = Array.from({ length: groups }, (_, group) => ({
    id: `${group}`.padStart(32, 'f'),
    name: `Group ${group} Write`,
  }));
  const resources = { 'com.cloudflare.api.account.*': '*' };
  return {
    ...{ id, name: `token ${index} of many`, status: 'active', issued_on: '2020-01-01T00:00:00Z' },
    policies: [{ id: 'p', effect: 'allow', permission_groups, resources }],
  };
}
const tokensOf = (count, groups) =>
  Array.from({ length: count }, (_, index) => tokenOf(index, groups));

const next = createRequests(schema, 1, [`${7}`.padStart(32, '0')]);
const KINDS = [
  ...HOSTILE_DOCUMENTS.map(({ name, of, make }) => ({
    name,
    of,
    bodyOf: (number) => JSON.stringify(make(number)),
  })),
  { name: 'made from the schema (`bench:fuzz`)', of: 'stranger', bodyOf: () => next() },
];

export const DOCUMENTS = KINDS.map(({ name, of, bodyOf }) => ({
  name: `documents: ${name}`,
  share: 1 / KINDS.length,
  async run({ origin, upstream, seconds }) {
    upstream.addCredential(KNOWN.caller, tokensOf(100, GROUPS));
    upstream.addCredential(KNOWN['owner of many'], tokensOf(MANY_TOKENS, 1));
    const agent = createAgent(CLIENTS);
    const tally = { requests: 0, lost: [], bytes: 0 };
    const codes = {};
    await inParallel(CLIENTS, deadline(seconds), async () => {
      tally.requests += 1;
      const { requests } = tally;
      // Each time a stranger who has not been refused yet.
      const credential = KNOWN[of] ?? `stranger_${requests}_`.padEnd(40, '0');
      const headers = { authorization: `Bearer ${credential}` };
      try {
        const { status, text } = await post(`${origin}/graphql`, agent, headers, bodyOf(requests));
        tally.bytes = Math.max(tally.bytes, text.length);
        const [, code = 'OK'] = /"code":"([A-Z_]+)"/.exec(text) ?? [];
        codes[code] = (codes[code] ?? 0) + 1;
        if (status === 500) tally.lost.push(text);
      } catch (error) {
        tally.lost.push(String(error));
      }
    });
    agent.destroy();
    return { requests: tally.requests, lost: tally.lost, note: { codes, bytes: tally.bytes } };
  },
}));
