/** Told of every call to Cloudflare: for metrics. */
export interface UpstreamObserver {
  /** `outcome` is `ok`, `NOT_FOUND`, `ABORTED` or a failure's code. */
  callEnded(outcome: string, durationMs: number): void;
}

/** Told of the calls of one operation: for traces. */
export interface Trace {
  /** A call begins: which endpoint, not which token. */
  startCall(endpoint: string): TracedCall;
}

export interface TracedCall {
  /** What goes to Cloudflare with it. */
  readonly headers: Readonly<Record<string, string>>;
  end(outcome: string): void;
}

/** Where nobody collects traces. */
export const NO_TRACE: Trace = {
  startCall: () => ({ headers: {}, end() {} }),
};
