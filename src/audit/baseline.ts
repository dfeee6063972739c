import { ConfigError } from '../config/problems.ts';
import type { AuditFinding } from './audit-finding.ts';

/**
 * Findings that are known already: how often each line occurs. A line has no date, name or severity,
 * and the lines are sorted, so that a baseline changes only where findings come or go.
 */
export type Baseline = ReadonlyMap<string, number>;

export const EMPTY_BASELINE: Baseline = new Map();

type FindingIdentity = Pick<AuditFinding, 'tokenId' | 'kind' | 'policyId'>;

/** Token id, kind and policy id, or `-` if no policy is to blame. */
export function baselineLine({ tokenId, kind, policyId }: FindingIdentity): string {
  return `${inLine(tokenId)} ${kind} ${policyId === null ? NO_POLICY : inLine(policyId)}`;
}

/** Cloudflare's ids are hexadecimal digits. Others must not be able to forge lines. */
function inLine(id: string): string {
  const encoded = encodeURIComponent(id.toWellFormed());
  return encoded === NO_POLICY ? '%2D' : encoded;
}

const NO_POLICY = '-';

export function printBaseline(findings: readonly AuditFinding[]): string {
  const lines = findings.map(baselineLine).sort();
  return lines.map((line) => `${line}\n`).join('');
}

const BASELINE_LINE = /^\S+ [A-Z_]+ \S+$/;

/** Empty lines, and comments behind `#`, are skipped. Throws a `ConfigError` that names each wrong line. */
export function parseBaseline(text: string): Baseline {
  const counts = new Map<string, number>();
  const problems: string[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trim().split(/\s+/).join(' ');
    if (line === '' || line.startsWith('#')) continue;
    if (BASELINE_LINE.test(line)) counts.set(line, (counts.get(line) ?? 0) + 1);
    else problems.push(`found another line ${index + 1}`);
  }
  if (problems.length > 0) throw new ConfigError(problems.slice(0, MAX_WRONG_LINES));
  return counts;
}

/** Of a file that is no baseline, a few lines say enough. */
const MAX_WRONG_LINES = 3;

export interface Comparison {
  /** Findings that the baseline does not have. */
  readonly added: readonly AuditFinding[];
  /** How many findings the baseline has. */
  readonly known: number;
  /** How many lines of the baseline have no finding any more. */
  readonly gone: number;
}

export function compareWithBaseline(
  findings: readonly AuditFinding[],
  baseline: Baseline,
): Comparison {
  const left = new Map(baseline);
  const added = findings.filter((finding) => {
    const line = baselineLine(finding);
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
  const gone = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { added, known: findings.length - added.length, gone };
}
