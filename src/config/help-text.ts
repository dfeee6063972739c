import { flagOf, SETTINGS, type Setting } from './settings.ts';

export function helpText(): string {
  return [
    "cloudflare-tokens-gateway: a GraphQL gateway over Cloudflare's List Tokens.",
    '',
    'Usage: cloudflare-tokens-gateway [flags]',
    '       cloudflare-tokens-gateway audit [flags]   prints findings and exits; see audit --help',
    '',
    'Each setting is a flag and an environment variable; the flag wins.',
    '',
    ...SETTINGS.map(settingHelp),
    '  --help, -h\n      print this help',
    '  --version\n      print the version',
  ].join('\n');
}

export function settingHelp(setting: Setting): string {
  const { name, defaultText, defaultRule, meaning, secret = false } = setting;
  const file = secret ? ` (or in a file: ${name}_FILE)` : '';
  const standard = defaultText ?? defaultRule;
  const ending = standard === undefined ? '' : ` (default: ${standard})`;
  return `  --${flagOf(name)} <value>, ${name}\n      ${meaning}${file}${ending}`;
}
