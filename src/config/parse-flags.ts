import { parseArgs } from 'node:util';

import { FOUND_HIDDEN, quote } from './problems.ts';

/** A flag of a command: `string` takes a value, `boolean` takes none. */
export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
}

export interface ParsedFlags {
  /** The flags that were given with their values, in the order of the command line. A boolean has none. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Unknown flags and flags without their values, one line each. */
  readonly problems: readonly string[];
}

/** Our own checks, since Node stops at the first problem, and quotes arguments, which may be secrets. */
export function parseFlags(
  args: readonly string[],
  flags: Readonly<Record<string, Flag>>,
): ParsedFlags {
  const lenient = { strict: false, allowPositionals: true, tokens: true } as const;
  const { tokens } = parseArgs({ args: [...args], options: { ...flags }, ...lenient });
  const given = new Map<string, string[]>();
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
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag === undefined) {
      unknownAt = token.index;
      valueAt = inlineValue === true ? null : token.index + 1;
      problems.push(`${quote(rawName)}: expected a flag that --help lists, found an unknown one`);
    } else if (flag.type === 'boolean') {
      given.set(name, []);
      if (inlineValue === true) problems.push(`${rawName}: expected no value, found one`);
    } else if (value === undefined || (!inlineValue && value.startsWith('-'))) {
      problems.push(`${rawName}: expected a value, found none (write ${rawName}=VALUE)`);
    } else {
      given.set(name, [...(given.get(name) ?? []), value]);
    }
  }
  return { given, problems };
}
