import { type ParseArgsConfig, parseArgs } from 'node:util';

import { FOUND_HIDDEN, quote } from './problems.ts';
import { flagOf, SETTINGS, type Setting } from './settings.ts';

export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** The settings given as flags, by the names of their environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** Unknown flags and flags without their values, one line each. */
  readonly problems: readonly string[];
}

type Options = NonNullable<ParseArgsConfig['options']>;

const SETTING_OF_FLAG = new Map(SETTINGS.flatMap(namesOf).map((name) => [flagOf(name), name]));

const OPTIONS: Options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  ...Object.fromEntries(Array.from(SETTING_OF_FLAG.keys(), (flag) => [flag, { type: 'string' }])),
};

/** Reads the flags. Our own checks, since Node stops at the first problem, and quotes arguments. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const lenient = { strict: false, allowPositionals: true, tokens: true } as const;
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, ...lenient });
  const settings: Record<string, string> = {};
  const given = new Set<string>();
  const problems: string[] = [];
  let unknownAt: number | null = null;
  let valueAt: number | null = null;
  for (const token of tokens) {
    // Of letters behind one dash, which may be a secret, only the first is shown.
    if (token.kind === 'option-terminator' || token.index === unknownAt) continue;
    if (token.kind === 'positional') {
      // Behind an unknown flag stands its value. It may be a secret, like any argument.
      if (token.index !== valueAt) problems.push(`Expected flags alone, ${FOUND_HIDDEN}`);
      continue;
    }
    const { name, rawName, value, inlineValue } = token;
    const setting = SETTING_OF_FLAG.get(name);
    if (!Object.hasOwn(OPTIONS, name)) {
      unknownAt = token.index;
      valueAt = inlineValue === true ? null : token.index + 1;
      problems.push(`${quote(rawName)}: expected a flag that --help lists, found an unknown one`);
    } else if (setting === undefined) {
      given.add(name);
    } else if (value === undefined || (!inlineValue && value.startsWith('-'))) {
      problems.push(`${rawName}: expected a value, found none (write ${rawName}=VALUE)`);
    } else {
      settings[setting] = value;
    }
  }
  return { help: given.has('help'), version: given.has('version'), settings, problems };
}

/** A secret may also be in a file: container platforms mount secrets as files. */
function namesOf({ name, secret = false }: Setting): readonly string[] {
  return secret ? [name, `${name}_FILE`] : [name];
}
