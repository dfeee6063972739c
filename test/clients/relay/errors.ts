// #region errors
/** What a person can be told, and for how many seconds nothing should be asked again. */
export function failureOf(error: unknown): { code: string; retryAfter: number | null } {
  const { errors } = (error as { source?: Source }).source ?? {};
  // Anything else is the network's: the gateway itself was not reached.
  if (!errors) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = errors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}

/** What Relay puts beside the message of an error that has no data. */
interface Source {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}
// #endregion
