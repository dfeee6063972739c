/** Observes every call to Cloudflare: for metrics. */
export interface UpstreamObserver {
  /** `outcome` is `ok`, `NOT_FOUND`, `ABORTED` or the code of a failure. */
  callEnded(outcome: string, durationMs: number): void;
}

/** Observes the calls of one operation: for traces. */
export interface Trace {
  /** Starts a call. The endpoint is a template, without the id of a token. */
  startCall(endpoint: string): TracedCall;
}

export interface TracedCall {
  /** Trace headers to send to Cloudflare. */
  readonly headers: Readonly<Record<string, string>>;
  end(outcome: string): void;
}

/** Used if no traces are collected. */
export const NO_TRACE: Trace = {
  startCall: () => ({ headers: {}, end() {} }),
};
