import { FOUND_HIDDEN, quote } from './problems.ts';
import { SETTINGS, type Setting, type SettingValues } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the text of a file; throws if it cannot be read. */
export type ReadFile = (path: string) => string;

/** Null: absent without a default, or wrong. */
export type FoundValues = { readonly [K in keyof SettingValues]: SettingValues[K] | null };

/** Reads each setting by itself, and adds what is wrong to `problems`. */
export function readSettings(
  variables: Environment,
  readFile: ReadFile,
  problems: string[],
): FoundValues {
  const entries = SETTINGS.map((setting) => [
    setting.name,
    readSetting(setting, variables, readFile, problems),
  ]);
  return Object.fromEntries(entries) as FoundValues;
}

function readSetting(
  setting: Setting,
  variables: Environment,
  readFile: ReadFile,
  problems: string[],
): unknown {
  const { name, defaultText, expected, parse, secret = false } = setting;
  const text = textOf(setting, variables, readFile, problems) ?? defaultText;
  if (text === null) return null;
  const value = parse(text);
  if (value === null) {
    const found = secret ? FOUND_HIDDEN : `found ${quote(text)}`;
    problems.push(`${name}: expected ${expected}, ${found}`);
  }
  return value;
}

const PATH = /^\.{0,2}\//;

function textOf(
  { name, secret = false }: Setting,
  variables: Environment,
  readFile: ReadFile,
  problems: string[],
): string | null {
  const value = variables[name] || null;
  // Like in a file, white space around a secret was not meant: a copied line break, for example.
  const text = secret && value !== null ? value.trim() : value;
  const path = (secret && variables[`${name}_FILE`]) || null;
  if (path === null) return text;
  if (text !== null) {
    problems.push(`${name}_FILE: expected ${name} to be unset beside it, found both`);
    return null;
  }
  try {
    return readFile(path).trim();
  } catch {
    // People easily put the secret itself where the path of its file belongs.
    const found = PATH.test(path) ? `found ${quote(path)}` : FOUND_HIDDEN;
    problems.push(`${name}_FILE: expected a file that can be read, ${found}`);
    return null;
  }
}
