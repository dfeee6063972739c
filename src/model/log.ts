export type LogLevel = 'info' | 'warn' | 'error';

/** The operator's log. No field may hold a credential. A field that is undefined is left out. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** For trouble that is temporary, or that others cause. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** For a bug. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** How many lines were lost because they could not be written; absent where nobody counts. */
  dropped?(): number;
}
