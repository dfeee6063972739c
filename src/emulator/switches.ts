/** What the samples call a guess, each as they show it until a test turns it. */
export interface Switches {
  /** Some of Cloudflare's lists leave the total out. */
  totalCount: boolean;
  /** Undocumented on this endpoint. */
  totalPages: boolean;
  /** The order where the request names none: documented nowhere. */
  defaultDirection: 'asc' | 'desc';
}

export const AS_SAMPLED: Switches = {
  totalCount: true,
  totalPages: true,
  defaultDirection: 'asc',
};
