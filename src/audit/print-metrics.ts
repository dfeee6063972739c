import { Gauge, Registry } from 'prom-client';

import { FINDING_KINDS, severityOf } from '../inventory/findings.ts';
import { ALL_STATUSES } from '../inventory/summary.ts';
import { expirySecondsOf } from '../model/expiry-seconds.ts';
import type { ListReport } from './report.ts';

/** Every metric of the file, and of the table in `docs/audit.md`. No name is a label: names change. */
export const AUDIT_METRICS = {
  expiry: {
    name: 'cloudflare_token_expiry_timestamp_seconds',
    labelNames: ['account', 'token_id'],
    help: 'When a token expires, in seconds since 1970; +Inf: never.',
  },
  findings: {
    name: 'cloudflare_token_findings',
    labelNames: ['account', 'kind', 'severity'],
    help: 'Findings, those of a baseline included.',
  },
  tokens: {
    name: 'cloudflare_tokens',
    labelNames: ['account', 'status'],
    help: 'Tokens, by status; NONE if Cloudflare did not say.',
  },
  finished: {
    name: 'cloudflare_tokens_audit_timestamp_seconds',
    labelNames: [],
    help: 'When this audit ended, in seconds since 1970.',
  },
} as const;

/** Prometheus's text format. The label `account` is empty for the tokens of a user. */
export function printMetrics(lists: readonly ListReport[], nowMs: number): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const expiry = new Gauge({ ...AUDIT_METRICS.expiry, registers });
  const findings = new Gauge({ ...AUDIT_METRICS.findings, registers });
  const tokens = new Gauge({ ...AUDIT_METRICS.tokens, registers });
  const finished = new Gauge({ ...AUDIT_METRICS.finished, registers });
  finished.set(Math.floor(nowMs / 1_000));
  for (const list of lists) {
    const account = list.account ?? '';
    // Zeros too, so that an alert sees a number that grows from nothing.
    for (const kind of FINDING_KINDS)
      findings.set({ account, kind, severity: severityOf(kind) }, 0);
    for (const status of ALL_STATUSES) tokens.set({ account, status: status ?? NO_STATUS }, 0);
    for (const token of list.tokens) {
      tokens.inc({ account, status: token.status ?? NO_STATUS });
      for (const { kind, severity } of token.findings) findings.inc({ account, kind, severity });
      const seconds = expirySecondsOf(token.expiresOn);
      if (seconds !== null) expiry.set({ account, token_id: token.tokenId }, seconds);
    }
  }
  return registry.metrics();
}

const NO_STATUS = 'NONE';
