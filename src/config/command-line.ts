import { type ParseArgsConfig, parseArgs } from 'node:util';

import { ConfigError, FOUND_HIDDEN } from './problems.ts';
import { flagOf, SETTINGS, type Setting } from './settings.ts';

export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** The settings given as flags, by the names of their environment variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads the flags; throws a `ConfigError` for an unknown flag or one without its value. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const names = SETTINGS.flatMap(namesOf);
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
    ...Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' }])),
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    // Node would quote the argument, which may be a secret whose flag was forgotten.
    if (positionals.length > 0) throw new Error(`Expected flags and their values, ${FOUND_HIDDEN}`);
    const settings = names.flatMap((name) => {
      const value = values[flagOf(name)];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    return {
      help: values['help'] === true,
      version: values['version'] === true,
      settings: Object.fromEntries(settings),
    };
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

/** A secret may also be in a file: container platforms mount secrets as files. */
function namesOf({ name, secret = false }: Setting): readonly string[] {
  return secret ? [name, `${name}_FILE`] : [name];
}
