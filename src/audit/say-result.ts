import { SEVERITIES } from '../inventory/finding-rule.ts';
import type { Notes } from './notes.ts';
import { type AuditReport, INCOMPLETE } from './report.ts';

/** Counts what was printed, and what was not. */
export function sayResult(
  notes: Notes,
  { findings, isComplete, known }: AuditReport,
  gone: number,
): void {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `${count} ${severity}`;
  });
  notes.say(`Findings: ${counts.join(', ')}`);
  if (known > 0) notes.say(`The baseline has ${known} more, which are not shown.`);
  // Of what could not be read, nothing is known to be gone.
  if (gone > 0 && isComplete) {
    notes.say(`${gone} lines of the baseline have no finding any more: write it again.`);
  }
  if (!isComplete) notes.say(`${INCOMPLETE} So the exit status is 2.`);
}
