import { flagsOf, HELP_FLAG } from '../config/command-line.ts';
import type { Flag } from '../config/parse-flags.ts';
import { SETTINGS, type Setting } from '../config/settings.ts';

export interface AuditFlag extends Flag {
  readonly name: string;
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly meaning: string;
}

/** The flags of the audit alone, in the order of the help. */
export const AUDIT_FLAGS = [
  {
    name: 'user',
    type: 'boolean',
    meaning:
      'read the tokens of the user who owns CLOUDFLARE_API_TOKEN (default without --account)',
  },
  {
    name: 'account',
    type: 'string',
    value: 'ID',
    meaning: 'read the tokens of this account; may be given several times, and with --user',
  },
  {
    name: 'format',
    type: 'string',
    value: 'table|json|csv|markdown|sarif',
    meaning: 'how the findings are printed (default: table)',
  },
  {
    name: 'fail-on',
    type: 'string',
    value: 'KIND|SEVERITY,…',
    meaning:
      'findings that make the exit status 1: kinds, and severities with all that are worse ' +
      '(default: HIGH)',
  },
  {
    name: 'baseline',
    type: 'string',
    value: 'FILE',
    meaning:
      'findings in this file are known: they are not printed, and do not count for the exit status',
  },
  {
    name: 'write-baseline',
    type: 'string',
    value: 'FILE',
    meaning: 'write all findings to this file; they then count as known',
  },
  {
    name: 'metrics',
    type: 'string',
    value: 'FILE',
    meaning: "write metrics to this file for the textfile collector of Prometheus's node exporter",
  },
] as const satisfies readonly AuditFlag[];

/** The settings that an audit reads. Those of the server's port and callers have no meaning here. */
const AUDIT_SETTING_NAMES: readonly string[] = [
  'UPSTREAM',
  'CLOUDFLARE_BASE_URL',
  'CLOUDFLARE_API_TOKEN',
  'UPSTREAM_TIMEOUT_MS',
  'OPERATION_TIMEOUT_MS',
  'MAX_COST',
  'MAX_RESPONSE_BYTES',
];

export const AUDIT_SETTINGS: readonly Setting[] = SETTINGS.filter(({ name }) =>
  AUDIT_SETTING_NAMES.includes(name),
);

export function allAuditFlags(): Readonly<Record<string, Flag>> {
  return {
    ...HELP_FLAG,
    ...Object.fromEntries(AUDIT_FLAGS.map((flag) => [flag.name, { type: flag.type }])),
    ...flagsOf(AUDIT_SETTINGS),
  };
}
