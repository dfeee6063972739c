import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';

import { runAudit } from '../../src/audit/run.ts';
import { type CloudflareEmulator, CREDENTIALS, startEmulator } from '../../src/emulator/index.ts';
import { canary, keepOutput } from './canary.ts';
import { createTestClock } from './clock.ts';

export interface AuditResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The calls to Cloudflare that this audit made. */
  readonly calls: number;
}

export interface AuditOptions {
  readonly credential?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The columns of the terminal; none: the output goes to a file or to a pipe. */
  readonly columns?: number;
  readonly nowMs?: number;
}

export type Audit = (args?: readonly string[], options?: AuditOptions) => Promise<AuditResult>;

export interface AuditedUpstream {
  readonly upstream: CloudflareEmulator;
  readonly audit: Audit;
}

/** An emulated Cloudflare, and audits of it in this process. */
export async function startAudited(): Promise<AuditedUpstream> {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const audit: Audit = (
    args = [],
    { credential = CREDENTIALS.seven, environment, ...options } = {},
  ) =>
    auditWith(
      args,
      {
        CLOUDFLARE_BASE_URL: upstream.baseUrl,
        CLOUDFLARE_API_TOKEN: credential,
        ...environment,
      },
      options,
      upstream,
    );
  return { upstream, audit };
}

/** Audits these tokens, and nothing else; any JSON, valid or not. */
export async function startAuditOf(tokens: unknown[]): Promise<AuditedUpstream> {
  const { upstream, audit } = await startAudited();
  const credential = canary('audited');
  upstream.addCredential(credential, tokens);
  return { upstream, audit: (args, options) => audit(args, { credential, ...options }) };
}

/** Audits with this environment only. */
export async function auditWith(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { columns, nowMs = Date.UTC(2026, 10, 24) }: Pick<AuditOptions, 'columns' | 'nowMs'> = {},
  upstream?: CloudflareEmulator,
): Promise<AuditResult> {
  const [stdout, stderr] = [collected(columns), collected(columns)];
  const before = upstream?.requests.length ?? 0;
  const clock = createTestClock(nowMs);
  const status = await runAudit(args, {
    environment,
    stdout: stdout.stream,
    stderr: stderr.stream,
    clock,
  });
  keepOutput(`${stdout.text()}${stderr.text()}`);
  return {
    status,
    stdout: stdout.text(),
    stderr: stderr.text(),
    calls: (upstream?.requests.length ?? 0) - before,
  };
}

function collected(columns: number | undefined) {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return { stream: Object.assign(stream, terminal), text: () => text };
}

export interface JsonFinding {
  readonly severity: string;
  readonly kind: string;
  readonly message: string;
  readonly tokenId: string;
  readonly tokenName: string | null;
  readonly account: string | null;
  readonly policyId: string | null;
}

export interface JsonReport {
  readonly complete: boolean;
  readonly lists: readonly {
    readonly account: string | null;
    readonly complete: boolean;
    readonly tokens: number;
    readonly unreadable: number;
    readonly problems: readonly string[];
  }[];
  readonly findings: readonly JsonFinding[];
}

/** Audits in JSON. */
export async function findingsOfAudit(
  audit: Audit,
  args: readonly string[] = [],
  options: AuditOptions = {},
): Promise<JsonReport> {
  return JSON.parse((await audit([...args, '--format', 'json'], options)).stdout);
}

/** A row that is good, as Cloudflare sends it: never expires, and is usable from anywhere. */
export function tokenRow(id: string, rest: object = {}): Record<string, unknown> {
  return {
    id: id.padStart(32, '0'),
    name: `token ${id}`,
    status: 'active',
    issued_on: '2026-11-01T00:00:00Z',
    modified_on: '2026-11-01T00:00:00Z',
    policies: [],
    ...rest,
  };
}

/** An ALLOW policy that may write DNS in all zones: BROAD_WRITE. */
export function broadPolicy(id: string, name = 'DNS Write'): object {
  return {
    id,
    effect: 'allow',
    resources: { 'com.cloudflare.api.account.zone.*': '*' },
    permission_groups: [{ id: '4755a26eedb94da69e1066d98aa820be', name }],
  };
}
