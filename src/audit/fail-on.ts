import { type FindingSeverity, SEVERITIES } from '../inventory/finding-rule.ts';
import {
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  severityOf,
} from '../inventory/findings.ts';

/** The kinds of findings that make the exit status 1. */
export type FailOn = ReadonlySet<FindingKind>;

export const DEFAULT_FAIL_ON: FailOn = new Set(kindsFrom('HIGH'));

/** Each text is a list of kinds and of severities; a severity stands for all that are as bad or worse. */
export function parseFailOn(texts: readonly string[]): {
  readonly failOn: FailOn;
  readonly unknown: readonly string[];
} {
  const words = texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  const kindsOf = words.map((word) => ({ word, kinds: kindsMeantBy(word.toUpperCase()) }));
  return {
    failOn: new Set(kindsOf.flatMap(({ kinds }) => kinds)),
    unknown: kindsOf.filter(({ kinds }) => kinds.length === 0).map(({ word }) => word),
  };
}

export function failsOn(failOn: FailOn, { kind }: Pick<Finding, 'kind'>): boolean {
  return failOn.has(kind);
}

function kindsMeantBy(word: string): readonly FindingKind[] {
  const severity = SEVERITIES.find((each) => each === word);
  return severity === undefined
    ? FINDING_KINDS.filter((kind) => kind === word)
    : kindsFrom(severity);
}

function kindsFrom(severity: FindingSeverity): readonly FindingKind[] {
  const worst = SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1);
  return FINDING_KINDS.filter((kind) => worst.includes(severityOf(kind)));
}
