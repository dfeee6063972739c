/** Where the program tells its operator things. No field may hold a credential; one that is undefined is not there. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Trouble that passes, or that others make. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A bug. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
