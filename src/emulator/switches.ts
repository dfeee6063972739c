/** What the samples call a guess, each as they show it until a test turns it. */
export interface Switches {
  /** Some of Cloudflare's lists leave the total out. */
  totalCount: boolean;
  /** Undocumented on this endpoint. */
  totalPages: boolean;
  /** The order where the request names none: documented nowhere. */
  defaultDirection: 'asc' | 'desc';
  /** `per_page` of 1 and of 100 was seen to answer 200; whether it is honoured or clamped is unknown. */
  perPageOutOfRange: 'refuse' | 'clamp' | 'honour';
  /** How an unknown, expired or disabled credential is refused: 403 is seen on `/zones`, 401 on `/verify`. */
  badCredential: 'invalid access token' | 'invalid API token';
}

export const AS_SAMPLED: Switches = {
  totalCount: true,
  totalPages: true,
  defaultDirection: 'asc',
  perPageOutOfRange: 'refuse',
  badCredential: 'invalid access token',
};
