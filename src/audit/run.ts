import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';

import { ConfigError } from '../config/problems.ts';
import type { Environment } from '../config/read-settings.ts';
import { asError } from '../lib/as-error.ts';
import type { Clock } from '../lib/clock.ts';
import { type AuditRequest, readArguments } from './arguments.ts';
import { compareWithBaseline } from './baseline.ts';
import { failsOn } from './fail-on.ts';
import { FORMATS } from './formats.ts';
import { auditHelpText } from './help.ts';
import { lookOf, type OutputStream } from './look.ts';
import { createNotes, type Notes, type Terminal } from './notes.ts';
import { readAllLists } from './read-all-lists.ts';
import { findingsIn, isWhole } from './report.ts';
import { sayResult } from './say-result.ts';
import { writeFiles } from './write-files.ts';
import { writeOutput } from './write-output.ts';

export interface AuditHost {
  readonly environment: Environment;
  readonly stdout: Writable & OutputStream;
  readonly stderr: Terminal;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** `FAILED`: not everything could be read or written, or the arguments are wrong. */
const STATUS = { NOTHING_NEW: 0, FINDINGS: 1, FAILED: 2 } as const;

/** Prints the findings of an inventory. Resolves to the exit status; it never rejects. */
export async function runAudit(args: readonly string[], host: AuditHost): Promise<number> {
  const notes = createNotes(host.stderr);
  try {
    const request = readArguments(args, host.environment, (path) => readFileSync(path, 'utf8'));
    if (request !== null) return await audit(request, host, notes);
    await writeOutput(host.stdout, `${auditHelpText()}\n`);
    return STATUS.NOTHING_NEW;
  } catch (error) {
    notes.say(
      error instanceof ConfigError
        ? ['These arguments are wrong:', ...error.problems].join('\n  ')
        : `The audit failed: ${asError(error).message}`,
    );
    return STATUS.FAILED;
  }
}

async function audit(request: AuditRequest, host: AuditHost, notes: Notes): Promise<number> {
  const lists = await readAllLists(request, host.clock, notes);
  const isComplete = lists.every(isWhole);
  const all = findingsIn(lists);
  const comparison = compareWithBaseline(all, request.baseline);
  const { added, known } = comparison;
  const report = { isComplete, lists, findings: added, known };
  const look = lookOf(host.stdout, host.environment);
  await writeOutput(host.stdout, await FORMATS[request.format](report, look));
  sayResult(notes, report, comparison.gone);
  const nowMs = host.clock?.now() ?? Date.now();
  await writeFiles(request, { lists, findings: all, isComplete }, nowMs, notes);
  if (!isComplete) return STATUS.FAILED;
  // A baseline that was just written knows all findings.
  const isNew = request.newBaselinePath === null;
  const isFailing = isNew && report.findings.some((finding) => failsOn(request.failOn, finding));
  return isFailing ? STATUS.FINDINGS : STATUS.NOTHING_NEW;
}
