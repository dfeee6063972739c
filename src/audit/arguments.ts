import { namesOf, settingsIn } from '../config/command-line.ts';
import { type Config, readConfig } from '../config/config.ts';
import { type ParsedFlags, parseFlags } from '../config/parse-flags.ts';
import { ConfigError, FOUND_HIDDEN, quote } from '../config/problems.ts';
import type { Environment, ReadFile } from '../config/read-settings.ts';
import { isAccountId } from '../model/account-id.ts';
import { type Baseline, EMPTY_BASELINE, parseBaseline } from './baseline.ts';
import { DEFAULT_FAIL_ON, type FailOn, parseFailOn } from './fail-on.ts';
import { AUDIT_SETTINGS, allAuditFlags } from './flags.ts';
import { FORMAT_NAMES, type FormatName } from './formats.ts';

/** What an audit reads, and what it does with the findings. */
export interface AuditRequest {
  /** The owners of the lists to read: accounts, and null for the credential's user. Each comes once. */
  readonly owners: readonly (string | null)[];
  readonly format: FormatName;
  readonly failOn: FailOn;
  readonly baseline: Baseline;
  /** The path to write a baseline to; null: none is written. */
  readonly newBaselinePath: string | null;
  /** The path to write metrics to; null: none are written. */
  readonly metricsPath: string | null;
  readonly config: Config;
}

/** Null where the arguments ask for the help. Throws a `ConfigError` with every problem. */
export function readArguments(
  args: readonly string[],
  environment: Environment,
  readFile: ReadFile,
): AuditRequest | null {
  const { given, problems: found } = parseFlags(args, allAuditFlags());
  if (given.has('help')) return null;
  const problems = [...found];
  const flags = {
    owners: ownersIn(given, problems),
    format: formatIn(given, problems),
    failOn: failOnIn(given, problems),
    baseline: baselineIn(given, readFile, problems),
    newBaselinePath: pathIn(given, 'write-baseline', problems),
    metricsPath: pathIn(given, 'metrics', problems),
  };
  const variables = { ...ofAudit(environment), ...settingsIn(given, AUDIT_SETTINGS) };
  const config = readConfig(variables, readFile, problems, { needsToken: true });
  return { ...flags, config };
}

type Given = ParsedFlags['given'];

/** The others belong to a server: an audit in the same container must not fail for them. */
function ofAudit(environment: Environment): Environment {
  const names = ['NODE_ENV', ...AUDIT_SETTINGS.flatMap(namesOf)];
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

function ownersIn(given: Given, problems: string[]): readonly (string | null)[] {
  const accounts = [...new Set(given.get('account') ?? [])];
  // An argument that is no id may be a secret.
  if (!accounts.every(isAccountId)) {
    problems.push(
      `--account: expected the id of an account, 32 letters or digits, ${FOUND_HIDDEN}`,
    );
  }
  return given.has('user') || accounts.length === 0 ? [null, ...accounts] : accounts;
}

function formatIn(given: Given, problems: string[]): FormatName {
  const name = given.get('format')?.at(-1) ?? 'table';
  const format = FORMAT_NAMES.find((each) => each === name);
  if (format !== undefined) return format;
  problems.push(`--format: expected one of ${FORMAT_NAMES.join(', ')}, found ${quote(name)}`);
  return 'table';
}

function failOnIn(given: Given, problems: string[]): FailOn {
  const texts = given.get('fail-on');
  if (texts === undefined) return DEFAULT_FAIL_ON;
  const { failOn, unknown } = parseFailOn(texts);
  if (unknown.length > 0) {
    const words = unknown.map(quote).join(', ');
    problems.push(`--fail-on: expected kinds and severities that --help lists, found ${words}`);
  }
  return failOn;
}

function pathIn(given: Given, flag: string, problems: string[]): string | null {
  const path = given.get(flag)?.at(-1) ?? null;
  if (path === '') problems.push(`--${flag}: expected the path of a file, found ""`);
  return path;
}

function baselineIn(given: Given, readFile: ReadFile, problems: string[]): Baseline {
  const path = pathIn(given, 'baseline', problems);
  if (path === null || path === '') return EMPTY_BASELINE;
  try {
    return parseBaseline(readFile(path));
  } catch (error) {
    // Its problems name the lines. Any other error is the file's.
    const reasons = error instanceof ConfigError ? error.problems : [`found ${quote(path)}`];
    for (const reason of reasons) {
      problems.push(`--baseline: expected a file that --write-baseline wrote, ${reason}`);
    }
    return EMPTY_BASELINE;
  }
}
