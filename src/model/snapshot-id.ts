/** The upstream read that a snapshot of a list comes from. Cursors carry it. */
export interface SnapshotId {
  /** The gateway that read it: 32 random bits. */
  readonly instance: number;
  /** When the read was complete, by the logical clock of that gateway. */
  readonly completedAt: number;
}
