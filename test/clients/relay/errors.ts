// #region errors
/** The error code, and the number of seconds to wait before the next request. */
export function failureOf(error: unknown): { code: string; retryAfter: number | null } {
  const { errors } = (error as { source?: Source }).source ?? {};
  // Any other error is a network error: the request did not reach the gateway.
  if (!errors) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = errors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}

/** Relay's property `source` of an error for a response without data. */
interface Source {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}
// #endregion
