import { settingHelp } from '../config/help-text.ts';
import { SEVERITIES } from '../inventory/finding-rule.ts';
import { FINDING_KINDS, severityOf } from '../inventory/findings.ts';
import { AUDIT_FLAGS, AUDIT_SETTINGS, type AuditFlag } from './flags.ts';

export function auditHelpText(): string {
  return [
    'cloudflare-tokens-gateway audit: prints what a reviewer should look at, and exits.',
    '',
    'Usage: cloudflare-tokens-gateway audit [flags]',
    '',
    ...AUDIT_FLAGS.map(flagHelp),
    '  --help, -h\n      print this help',
    '',
    'Exit status:',
    '  0  no new finding that --fail-on names',
    '  1  such findings',
    '  2  not everything could be read or written, or the flags are wrong',
    '',
    'Severities, and the kinds of findings:',
    ...SEVERITIES.map((severity) => {
      const kinds = FINDING_KINDS.filter((kind) => severityOf(kind) === severity);
      return `  ${severity.padEnd(8)}  ${kinds.join(', ')}`;
    }),
    '',
    'Settings, each a flag and an environment variable; the flag wins:',
    '',
    ...AUDIT_SETTINGS.map(settingHelp),
  ].join('\n');
}

function flagHelp({ name, value, meaning }: AuditFlag): string {
  return `  --${name}${value === undefined ? '' : ` ${value}`}\n      ${meaning}`;
}
