/** All problems together, one line each: the setting, the expected value, the value found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The end of a problem that must not quote the value. */
export const FOUND_HIDDEN = 'found something else (not shown: it may be a secret)';

/**
 * Quotes a value as JSON, so that control characters cannot forge lines in the
 * output. The credentials and the query of a URL are left out.
 */
export function quote(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/, '//…@').replace(/(\/\/[^?#]*[?#]).*/, '$1…'));
}
