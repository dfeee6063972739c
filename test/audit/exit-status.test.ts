import { expect, test } from 'vitest';

import { ACCOUNTS, CREDENTIALS } from '../../src/emulator/index.ts';
import {
  auditWith,
  broadPolicy,
  findingsOfAudit,
  startAudited,
  startAuditOf,
  tokenRow,
} from '../support/audit.ts';
import { CANARY, canary } from '../support/canary.ts';

const FAILURE = {
  success: false,
  errors: [{ code: 10013, message: 'Internal' }],
  messages: [],
  result: null,
};

test('0: nothing at or above --fail-on', async () => {
  const { audit } = await startAuditOf([tokenRow('1')]);

  // NEVER_EXPIRES and USABLE_FROM_ANYWHERE are MEDIUM.
  expect(await audit()).toMatchObject({ status: 0 });
  expect(await audit(['--fail-on', 'HIGH'])).toMatchObject({ status: 0 });
  expect(await audit(['--fail-on', 'UNUSED,EXPOSED'])).toMatchObject({ status: 0 });
});

test('1: a finding as bad as --fail-on, or worse, or of one of its kinds', async () => {
  const { audit } = await startAuditOf([tokenRow('1', { policies: [broadPolicy('b0')] })]);

  expect(await audit()).toMatchObject({ status: 1 });
  expect(await audit(['--fail-on', 'LOW'])).toMatchObject({ status: 1 });
  expect(await audit(['--fail-on', 'medium'])).toMatchObject({ status: 1 });
  expect(await audit(['--fail-on', 'CRITICAL'])).toMatchObject({ status: 0 });
  expect(await audit(['--fail-on', 'CRITICAL, NEVER_EXPIRES'])).toMatchObject({ status: 1 });
  expect(await audit(['--fail-on=CRITICAL', '--fail-on=BROAD_WRITE'])).toMatchObject({ status: 1 });
});

test('0: an inventory without tokens has no findings', async () => {
  const { audit } = await startAuditOf([]);

  expect(await audit()).toMatchObject({ status: 0, stdout: 'No findings in 0 tokens.\n' });
});

test('2: a failed call, although the other lists have no findings', async () => {
  const { audit, upstream } = await startAudited();
  const args = ['--user', '--account', ACCOUNTS.none];
  upstream.injectFault({ kind: 'response', status: 400, body: FAILURE });

  const { status, stdout, stderr } = await audit(args, { credential: CREDENTIALS.demo });

  expect(status).toBe(2);
  expect(stdout).toMatch(
    /^Incomplete: not everything could be read\. No findings in 0 tokens\.\n$/,
  );
  expect(stderr).toContain('UPSTREAM_ERROR');
  expect(stderr).toContain(`account ${ACCOUNTS.none}: 0 tokens\n`);
});

test.each([
  ['missingPermission', 'FORBIDDEN'],
  ['expired', 'UNAUTHENTICATED'],
  ['accountOwned', 'account-owned'],
] as const)('2: the credential may not read: %s', async (name, problem) => {
  const { audit } = await startAudited();

  const { status, stderr, stdout } = await audit([], { credential: CREDENTIALS[name] });

  expect(status).toBe(2);
  expect(stdout).toMatch(/^Incomplete: /);
  expect(stderr).toContain(problem);
});

test('an account-owned token is told which flag it needs', async () => {
  const { audit } = await startAudited();
  const credential = CREDENTIALS.accountOwned;

  expect((await audit([], { credential })).stderr).toContain('--account');
  expect(await audit(['--account', ACCOUNTS.seven], { credential })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`account ${ACCOUNTS.seven}: 7 tokens`),
  });
});

test('2: a page in the middle of a list fails', async () => {
  const rows = Array.from({ length: 220 }, (_, index) => tokenRow(String(index)));
  const { audit, upstream } = await startAuditOf(rows);
  upstream.onRequest(() => {
    if (upstream.requests.length !== 3) return;
    upstream.injectFault({ kind: 'response', status: 403, body: FAILURE }, 9);
  });

  const { status, stdout, stderr } = await audit(['--format', 'json']);

  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    complete: false,
    lists: [{ complete: false }],
  });
  expect(stderr).toContain('Incomplete');
});

test('2: a row that cannot be read', async () => {
  const { audit } = await startAuditOf([tokenRow('1'), { id: 7 }, tokenRow('2', { status: 4 })]);

  const { status, stdout, stderr } = await audit(['--format', 'json']);

  expect(status).toBe(2);
  expect(JSON.parse(stdout).lists).toMatchObject([{ complete: false, tokens: 1, unreadable: 2 }]);
  expect(stderr).toContain('the user: 1 token, and 2 that cannot be read');
  expect(stderr).toContain(
    "  row 2: UPSTREAM_INVALID_RESPONSE: Cloudflare's response: result[1].id: expected a non-empty string",
  );
  expect(stderr).toContain('  row 3: ');
  expect(stderr).toContain("Look at these rows in Cloudflare's dashboard");
  expect(stderr).not.toContain('on purpose');
  expect(stderr).toMatch(/Incomplete: .* the exit status is 2\.\n$/);
});

test('2: says which row of a long list cannot be read', async () => {
  const rows = Array.from({ length: 220 }, (_, index) =>
    index === 163 ? { id: 7 } : tokenRow(String(index)),
  );
  const { audit } = await startAuditOf(rows);

  const { lists } = await findingsOfAudit(audit);

  expect(lists).toMatchObject([{ problems: [expect.stringMatching(/^row 164: UPSTREAM_/)] }]);
});

test.each([3, -3])('2: a total of 60 tokens that is off by %i', async (shift) => {
  const rows = Array.from({ length: 60 }, (_, index) => tokenRow(String(index)));
  const { audit, upstream } = await startAuditOf(rows);
  upstream.switches.totalCountShift = shift;

  const { status, stderr } = await audit();

  expect(status).toBe(2);
  expect(stderr).toContain(`Cloudflare says that there are ${60 + shift} tokens, and lists 60.`);
});

test('a list without a total is read as a whole', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => tokenRow(String(index)));
  const { audit, upstream } = await startAuditOf(rows);
  upstream.switches.totalCount = false;
  upstream.switches.totalPages = false;

  expect(await audit()).toMatchObject({ status: 0, stderr: expect.stringContaining('120 tokens') });
});

test('a list that changes while it is read is read again', async () => {
  const rows = Array.from({ length: 130 }, (_, index) => tokenRow(String(index)));
  const { audit, upstream } = await startAuditOf(rows);
  const account = upstream.credential(canary('audited'));
  let changes = 0;
  upstream.onRequest(({ query }) => {
    if (query['page'] !== '3' || changes === 1) return;
    changes += 1;
    account.tokens = [...account.tokens, tokenRow('new')];
  });

  expect(await audit()).toMatchObject({ status: 0, stderr: expect.stringContaining('131 tokens') });
});

test('2: a list that never stops changing', async () => {
  const rows = Array.from({ length: 130 }, (_, index) => tokenRow(String(index)));
  const { audit, upstream } = await startAuditOf(rows);
  const account = upstream.credential(canary('audited'));
  let changes = 0;
  upstream.onRequest(({ query }) => {
    if (query['page'] !== '3') return;
    changes += 1;
    account.tokens = [...account.tokens, tokenRow(`new${changes}`)];
  });

  const { status, stderr } = await audit();

  expect(status).toBe(2);
  expect(stderr).toMatch(/kept changing|Cloudflare says that there are/);
});

test.each([
  [['--format', 'xml'], /--format: expected one of table, json, csv, markdown, sarif, found "xml"/],
  [['--fail-on', 'HIGH,BAD'], /--fail-on: expected .* found "BAD"/],
  [['--fail-on='], /--fail-on: expected .* found ""/],
  [['--account', 'me'], /--account: expected the id of an account/],
  [['--baseline', '/nowhere/at-all'], /--baseline: expected .* found "\/nowhere\/at-all"/],
  [['--write-baseline='], /--write-baseline: expected the path of a file/],
  [['--metrics'], /--metrics: expected a value/],
  [['--user=yes'], /--user: expected no value/],
  [['--bogus', 'x'], /"--bogus": expected a flag that --help lists/],
  [['tokens'], /Expected flags alone/],
])(
  '2: wrong usage prints nothing on standard output and makes no call: %s',
  async (args, problem) => {
    const { audit } = await startAudited();

    const { status, stdout, stderr, calls } = await audit(args);

    expect({ status, stdout, calls }).toEqual({ status: 2, stdout: '', calls: 0 });
    expect(stderr).toMatch(problem);
  },
);

test('all wrong flags and settings are reported together, without secrets', async () => {
  const { status, stderr } = await auditWith(['--format', 'xml', '--account', CANARY, CANARY], {
    CLOUDFLARE_BASE_URL: 'http://cloudflare.example',
    CLOUDFLARE_API_TOKEN: `${CANARY} and more`,
    UPSTREAM_TIMEOUT_MS: 'soon',
  });

  expect(status).toBe(2);
  for (const name of ['--format', '--account', 'CLOUDFLARE_BASE_URL', 'UPSTREAM_TIMEOUT_MS']) {
    expect(stderr).toContain(`${name}: expected`);
  }
  expect(stderr).toMatch(/CLOUDFLARE_API_TOKEN: expected a bearer token/);
  expect(stderr).not.toContain(CANARY);
});

test.each(['--help', '-h'])(
  '%s lists the flags, kinds and settings, and makes no call',
  async (flag) => {
    const { audit } = await startAudited();

    const { status, stdout, stderr, calls } = await audit([flag, '--format', 'xml']);

    expect({ status, stderr, calls }).toEqual({ status: 0, stderr: '', calls: 0 });
    for (const word of ['--user', '--account ID', '--format', '--fail-on', '--baseline FILE']) {
      expect(stdout).toContain(`  ${word}`);
    }
    expect(stdout).toContain('--write-baseline FILE');
    expect(stdout).toContain('--metrics FILE');
    expect(stdout).toContain('BROAD_WRITE');
    expect(stdout).toContain('CLOUDFLARE_API_TOKEN_FILE');
  },
);

test('settings of the server do not matter: the same container runs both', async () => {
  const { audit } = await startAudited();
  const environment = { HOST: '0.0.0.0', PORT: 'http', TRUSTED_DOCUMENTS_ONLY: 'on' };

  expect(await audit([], { environment })).toMatchObject({ status: 1 });
});

test('a limit of the server is a limit of the audit, and names itself', async () => {
  const { audit } = await startAudited();

  const { status, stderr, calls } = await audit([], { environment: { MAX_COST: '10' } });

  expect({ status, calls }).toEqual({ status: 2, calls: 1 });
  expect(stderr).toContain('COST_LIMIT_EXCEEDED');
});

test('without a token it audits the demonstration, and says so', async () => {
  const { status, stdout, stderr } = await auditWith([], {});

  // The demonstration has rows that cannot be read.
  expect(status).toBe(2);
  expect(stdout).toContain('CRITICAL');
  expect(stderr).toMatch(/demonstration.*made up/);
});

test('2: without a token, where UPSTREAM asks for Cloudflare', async () => {
  const { status, stdout, stderr } = await auditWith([], { UPSTREAM: 'cloudflare' });

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/CLOUDFLARE_API_TOKEN: expected the token to read with, found none/);
});

test('reads the user by default, accounts instead, and both together; each list once', async () => {
  const { audit } = await startAudited();
  const account = ACCOUNTS.four;
  const listsOf = async (...args: string[]) =>
    (await findingsOfAudit(audit, args)).lists.map((list) => [list.account, list.tokens]);

  expect(await listsOf()).toEqual([[null, 7]]);
  expect(await listsOf('--user')).toEqual([[null, 7]]);
  expect(await listsOf('--account', account)).toEqual([[account, 4]]);
  expect(await listsOf('--account', account, '--user', '--account', account)).toEqual([
    [null, 7],
    [account, 4],
  ]);
});

test('reads pages of 100 by the fewest calls', async () => {
  const { audit } = await startAudited();

  const result = await audit([], { credential: CREDENTIALS.large });

  expect(result.stderr).toContain('1818 tokens');
  expect(result.calls).toBeLessThanOrEqual(60);
});

test('progress is on a terminal alone, for a list of more than one page, and the next line takes its place', async () => {
  const { audit } = await startAuditOf(
    Array.from({ length: 220 }, (_, index) => tokenRow(String(index))),
  );
  const [onTerminal, inPipe, short] = [
    await audit([], { columns: 100 }),
    await audit(),
    await audit([], { columns: 100, credential: CREDENTIALS.seven }),
  ];

  expect(onTerminal.stderr.split('\r\u001b[K').slice(1)).toEqual([
    'Reading the user: 100 of 220',
    'Reading the user: 200 of 220',
    expect.stringMatching(/^the user: 220 tokens\n/),
  ]);
  for (const { stderr } of [inPipe, short]) expect(stderr).not.toContain('Reading');
  expect(onTerminal.stdout).not.toContain('Reading');
});
