/**
 * What replicas share: calls, Cloudflare's blocks and rejected credentials, by the hash of the
 * credential. Each replica counts its own calls in memory and makes no more of them in any five
 * minutes than its allowance. The store only moves allowances between replicas, and their sum is
 * never greater than the limit. So the limit holds at any time and without the store: what a
 * replica may do while the store is away was set aside for it before.
 *
 * An implementation applies `grantAllowance` (src/cloudflare/sharing) to what it has stored for the
 * credential, as one atomic step. It needs no time limit: the caller waits at most 50 ms. Any
 * rejected promise means that the store is away.
 */
export interface RateLimitStore {
  /** For the log: it says that the store is away. */
  readonly name: string;
  /** Reports the calls of this replica, and asks for an allowance. One round trip. */
  exchange(credentialHash: string, report: CallReport): Promise<CallGrant>;
  /** Cloudflare blocks the calls of this credential. If it is blocked already, the longer block holds. */
  block(credentialHash: string, failure: SharedFailure): Promise<void>;
  /** Cloudflare has rejected this credential. The first rejection holds until it ends. */
  reject(credentialHash: string, failure: SharedFailure): Promise<void>;
  /** The store was away, and the caller tries whether it is back. It rejects if not. */
  probe(): Promise<void>;
  /**
   * Calls back if others need calls that this replica holds, or have stored a block or a rejection:
   * the listener then exchanges a report at once. Optional: without it, a replica learns of both with its next report.
   */
  onChange?(listener: (credentialHash: string) => void): void;
  /** Calls back if the store has lost what it held: the listener reports again for every credential. */
  onLoss?(listener: () => Promise<void>): void;
  /** Says goodbye: this replica makes no more calls. It does not wait for a store that is away. */
  close(): Promise<void>;
}

/** What one replica says of one credential. */
export interface CallReport {
  /** The calls of this replica in the last five minutes, as it counts them itself. */
  readonly calls: number;
  /** When the first of these calls leave the window, from now on; null if there are none. */
  readonly firstEndsInMs: number | null;
  /**
   * Until the store grants more, this replica makes no more calls than these in any five minutes.
   * At least `calls`, at most its last allowance: the difference is given back to the others.
   */
  readonly keeps: number;
  /** How many calls it wants to make now. */
  readonly wanted: number;
  /**
   * How long this replica will rely on the answer. The store sets the allowance aside for this long,
   * and a second more. 0: the replica ends, and gets nothing more.
   */
  readonly leaseMs: number;
}

/** The answer to a report. */
export interface CallGrant {
  /** How many calls this replica may make in any five minutes. Not less than what it keeps. */
  readonly allowance: number;
  /** Whether the store knows what the others hold. If not, it grants nothing more. */
  readonly isComplete: boolean;
  /** The calls of the other replicas, as they have reported them last. */
  readonly otherCalls: number;
  /** What other replicas may still make, and nobody else. */
  readonly otherReserves: number;
  /** When the first calls of any replica leave the window, from now on; null if there are none. */
  readonly firstEndsInMs: number | null;
  readonly block: SharedFailure | null;
  readonly rejection: SharedFailure | null;
}

/**
 * An error of Cloudflare's without its texts, which may quote anything. What is written to a store
 * consists of these numbers alone.
 */
export interface SharedFailure {
  /** How long it still holds. */
  readonly endsInMs: number;
  /** Of Cloudflare's response. */
  readonly status: number;
  /** Cloudflare's error codes. */
  readonly codes: readonly number[];
}
