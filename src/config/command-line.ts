import { type Flag, parseFlags } from './parse-flags.ts';
import { flagOf, SETTINGS, type Setting } from './settings.ts';

export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** The settings given as flags, by the names of their environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** Unknown flags and flags without their values, one line each. */
  readonly problems: readonly string[];
}

export const HELP_FLAG = { help: { type: 'boolean', short: 'h' } } as const;

const FLAGS: Readonly<Record<string, Flag>> = {
  ...HELP_FLAG,
  version: { type: 'boolean' },
  ...flagsOf(SETTINGS),
};

/** Reads the flags of the server. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { given, problems } = parseFlags(args, FLAGS);
  const settings = settingsIn(given, SETTINGS);
  return { help: given.has('help'), version: given.has('version'), settings, problems };
}

/** A flag for each name of these settings. */
export function flagsOf(settings: readonly Setting[]): Readonly<Record<string, Flag>> {
  return Object.fromEntries(
    settings.flatMap(namesOf).map((name) => [flagOf(name), { type: 'string' }]),
  );
}

/** The values of these settings among the flags, by the names of their variables: the last one counts. */
export function settingsIn(
  given: ReadonlyMap<string, readonly string[]>,
  settings: readonly Setting[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.flatMap(namesOf).flatMap((name) => {
      const value = given.get(flagOf(name))?.at(-1);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A secret may also be in a file: container platforms mount secrets as files. */
export function namesOf({ name, secret = false }: Setting): readonly string[] {
  return secret ? [name, `${name}_FILE`] : [name];
}
