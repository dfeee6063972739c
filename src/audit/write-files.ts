import type { AuditRequest } from './arguments.ts';
import { printBaseline } from './baseline.ts';
import type { Notes } from './notes.ts';
import { printMetrics } from './print-metrics.ts';
import { replaceFile } from './replace-file.ts';
import type { AuditReport } from './report.ts';

/** Writes the baseline and the metrics. After an incomplete read the old files stay as they are. */
export async function writeFiles(
  { newBaselinePath, metricsPath }: Pick<AuditRequest, 'newBaselinePath' | 'metricsPath'>,
  { lists, findings, isComplete }: Omit<AuditReport, 'known'>,
  nowMs: number,
  notes: Notes,
): Promise<void> {
  const contents = [
    { path: newBaselinePath, print: () => printBaseline(findings) },
    { path: metricsPath, print: () => printMetrics(lists, nowMs) },
  ];
  for (const { path, print } of contents) {
    if (path === null) continue;
    if (isComplete) replaceFile(path, await print());
    notes.say(`${isComplete ? 'Wrote' : 'Did not write'} ${path}`);
  }
}
