import { createHash } from 'node:crypto';
import { isEnumType } from 'graphql';

import { schema } from '../graphql/schema.ts';
import type { FindingSeverity } from '../inventory/finding-rule.ts';
import { FINDING_KINDS, type FindingKind, severityOf } from '../inventory/findings.ts';
import { plainJson, plainText } from '../lib/plain-text.ts';
import { packageVersion } from '../package-version.ts';
import type { AuditFinding } from './audit-finding.ts';
import { baselineLine } from './baseline.ts';
import type { AuditReport } from './report.ts';

/** SARIF 2.1.0, as code scanning of GitHub reads it. */
export function printSarif({ isComplete, lists, findings }: AuditReport): string {
  const fingerprintOf = createFingerprints();
  const run = {
    tool: {
      driver: {
        name: 'cloudflare-tokens-gateway',
        semanticVersion: packageVersion(),
        rules: FINDING_KINDS.map(ruleOf),
      },
    },
    automationDetails: { id: 'cloudflare-tokens/' },
    invocations: [
      {
        executionSuccessful: isComplete,
        toolExecutionNotifications: lists
          .flatMap(({ problems }) => problems)
          .map((text) => ({ level: 'error', message: { text: sarifText(text) } })),
      },
    ],
    results: findings.map((finding) => sarifResult(finding, fingerprintOf(finding))),
  };
  const log = { $schema: SCHEMA_URL, version: '2.1.0', runs: [run] };
  return `${plainJson(log)}\n`;
}

const SCHEMA_URL = 'https://json.schemastore.org/sarif-2.1.0.json';

const SARIF_LEVELS = {
  CRITICAL: { level: 'error', score: '9.5' },
  HIGH: { level: 'error', score: '8.0' },
  MEDIUM: { level: 'warning', score: '5.0' },
  LOW: { level: 'note', score: '2.0' },
} as const satisfies Readonly<Record<FindingSeverity, { level: string; score: string }>>;

function ruleOf(kind: FindingKind) {
  const { level, score } = SARIF_LEVELS[severityOf(kind)];
  return {
    id: kind,
    shortDescription: { text: sarifText(descriptionOf(kind)) },
    defaultConfiguration: { level },
    // GitHub shows critical, high, medium or low by this number.
    properties: { 'security-severity': score, tags: ['security'] },
  };
}

/** The schema describes each kind. */
function descriptionOf(kind: FindingKind): string {
  const kinds = schema.getType('TokenFindingKind');
  return (isEnumType(kinds) && kinds.getValue(kind)?.description) || kind;
}

function sarifResult(finding: AuditFinding, fingerprint: string) {
  const { kind, severity, message, tokenId, tokenName, account, policyId } = finding;
  const name = tokenName === null ? tokenId : `${tokenName} (${tokenId})`;
  const folder = account === null ? 'user' : encodeURIComponent(account);
  const path = `${folder}/${encodeURIComponent(tokenId.toWellFormed())}`;
  return {
    ruleId: kind,
    ruleIndex: FINDING_KINDS.indexOf(kind),
    level: SARIF_LEVELS[severity].level,
    message: { text: sarifText(`${name}: ${message}`) },
    locations: [
      {
        // No file of the repository: code scanning accepts no result without one.
        physicalLocation: {
          artifactLocation: { uri: `cloudflare-tokens/${path}` },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { name: plainText(tokenName ?? tokenId), fullyQualifiedName: path, kind: 'resource' },
        ],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    properties: { tokenId, account, policyId, severity },
  };
}

/** What a baseline says of a finding, hashed. Findings that are alike to it are counted. */
function createFingerprints(): (finding: AuditFinding) => string {
  const counts = new Map<string, number>();
  return (finding) => {
    const line = baselineLine(finding);
    const count = (counts.get(line) ?? 0) + 1;
    counts.set(line, count);
    return `${createHash('sha256').update(line).digest('hex').slice(0, HASH_DIGITS)}:${count}`;
  };
}

const HASH_DIGITS = 32;

/** A message of SARIF may hold links in brackets and placeholders in braces. */
function sarifText(text: string): string {
  return plainText(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}
