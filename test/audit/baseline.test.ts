import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { CREDENTIALS } from '../../src/emulator/index.ts';
import {
  broadPolicy,
  findingsOfAudit,
  startAudited,
  startAuditOf,
  tokenRow,
} from '../support/audit.ts';
import { canary } from '../support/canary.ts';
import { checkMetrics, hasPromtool, parseMetrics } from '../support/prometheus.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'audit-'));

test('a baseline in a git repository: known findings pass, a new one fails', async () => {
  const row = tokenRow('1', { policies: [broadPolicy('b1')] });
  const { audit, upstream } = await startAuditOf([row]);
  const repository = folder();
  const file = join(repository, 'baseline');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      encoding: 'utf8',
    });
  git('init', '-q');

  expect(await audit(['--write-baseline', file])).toMatchObject({ status: 0 });
  git('add', 'baseline');
  git('commit', '-qm', 'Known findings');
  expect(await audit(['--baseline', file])).toMatchObject({
    status: 0,
    stdout: 'No new findings in 1 token.\n',
    stderr: expect.stringContaining('The baseline has 3 more'),
  });

  // Another name, order and day.
  const account = upstream.credential(canary('audited'));
  account.tokens = [tokenRow('0', { status: 'disabled' }), { ...row, name: 'another' }];
  const nowMs = Date.UTC(2026, 11, 1);
  expect(await audit(['--baseline', file, '--write-baseline', file], { nowMs })).toMatchObject({
    status: 0,
  });
  expect(git('status', '--porcelain')).toBe('');

  account.tokens = [...account.tokens, tokenRow('2', { policies: [broadPolicy('b2')] })];
  const { findings } = await findingsOfAudit(audit, ['--baseline', file]);
  expect(new Set(findings.map(({ tokenId }) => tokenId))).toEqual(new Set(['2'.padStart(32, '0')]));
  expect(await audit(['--baseline', file])).toMatchObject({ status: 1 });

  account.tokens = [];
  const { stderr } = await audit(['--baseline', file]);
  expect(stderr).toContain('3 lines of the baseline have no finding any more');
});

test('a baseline has one line for each finding: token id, kind, policy id', async () => {
  const { audit } = await startAudited();
  const file = join(folder(), 'baseline');
  const { findings } = await findingsOfAudit(audit);

  await audit(['--write-baseline', file]);

  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toEqual(
    findings.map(({ tokenId, kind, policyId }) => `${tokenId} ${kind} ${policyId ?? '-'}`).sort(),
  );
});

test('findings that are alike are counted, and hostile ids forge no line', async () => {
  const alike = [broadPolicy('-'), broadPolicy('-')];
  const { audit, upstream } = await startAuditOf([tokenRow('1 X -\nY', { policies: alike })]);
  const file = join(folder(), 'baseline');

  await audit(['--write-baseline', file]);
  const text = readFileSync(file, 'utf8');
  expect(text.trimEnd().split('\n')).toHaveLength(4);
  expect(text).toContain('BROAD_WRITE %2D\n');
  const account = upstream.credential(canary('audited'));
  account.tokens = [tokenRow('1 X -\nY', { policies: [...alike, broadPolicy('-')] })];

  expect((await findingsOfAudit(audit, ['--baseline', file])).findings).toHaveLength(1);
});

test('neither baseline nor metrics are written after an incomplete read', async () => {
  const { audit } = await startAuditOf([tokenRow('1'), {}]);
  const [baseline, metrics] = [join(folder(), 'baseline'), join(folder(), 'tokens.prom')];
  writeFileSync(baseline, '');

  const { status, stderr } = await audit(['--write-baseline', baseline, '--metrics', metrics]);

  expect(status).toBe(2);
  expect(readFileSync(baseline, 'utf8')).toBe('');
  expect(existsSync(metrics)).toBe(false);
  expect(stderr).toContain(`Did not write ${baseline}`);
});

test('2: a baseline that cannot be written, or is no baseline', async () => {
  const { audit } = await startAudited();
  const file = join(folder(), 'baseline');
  writeFileSync(file, '{"findings": []}\n# a comment\n\n');

  expect(await audit(['--write-baseline', '/nowhere/baseline'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('ENOENT'),
  });
  expect(await audit(['--baseline', file])).toMatchObject({
    status: 2,
    stdout: '',
    calls: 0,
    stderr: expect.stringMatching(/--baseline: expected .* line 1/),
  });
});

test('metrics: expiry by id, counts by finding and by status; no name, and no other file', async () => {
  const { audit } = await startAudited();
  const at = folder();
  const { findings } = await findingsOfAudit(audit);

  await audit(['--metrics', join(at, 'tokens.prom')], { credential: CREDENTIALS.seven });

  const text = readFileSync(join(at, 'tokens.prom'), 'utf8');
  const samples = parseMetrics(text);
  const of = (name: string, labels: object) =>
    samples.find((sample) => {
      const all = { account: '', ...labels };
      return sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(all);
    })?.value;
  expect(readdirSync(at)).toEqual(['tokens.prom']);
  expect(of('cloudflare_tokens', { status: 'ACTIVE' })).toBe(6);
  expect(of('cloudflare_tokens', { status: 'EXPIRED' })).toBe(0);
  expect(of('cloudflare_token_findings', { kind: 'BROAD_WRITE', severity: 'HIGH' })).toBe(
    findings.filter(({ kind }) => kind === 'BROAD_WRITE').length,
  );
  expect(of('cloudflare_token_findings', { kind: 'EXPOSED', severity: 'CRITICAL' })).toBe(0);
  expect(
    of('cloudflare_token_expiry_timestamp_seconds', {
      token_id: '70c00000000000000000000000000006',
    }),
  ).toBe(Date.UTC(2026, 9, 31, 23, 59, 59) / 1_000);
  expect(
    of('cloudflare_token_expiry_timestamp_seconds', {
      token_id: '70c00000000000000000000000000004',
    }),
  ).toBe(Number.POSITIVE_INFINITY);
  expect(text).not.toContain('acme');
  if (hasPromtool) checkMetrics(text);
});
