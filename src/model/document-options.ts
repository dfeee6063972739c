/** Which documents clients may name instead of sending their text, and which are executed. */
export interface DocumentOptions {
  /** Documents by the ids that clients send instead of the text. */
  readonly trusted: Readonly<Record<string, string>>;
  /** Whether only trusted documents are executed. */
  readonly trustedOnly: boolean;
  /** Whether clients may register documents by their hashes. */
  readonly automatic: boolean;
}
