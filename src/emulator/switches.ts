/** The facts that the samples mark as a guess. Each starts as sampled; tests may change it. */
export interface Switches {
  /** Some of Cloudflare's lists omit the total. */
  totalCount: boolean;
  /** Undocumented on this endpoint. */
  totalPages: boolean;
  /** The order without the parameter `direction`: not documented. */
  defaultDirection: 'asc' | 'desc';
  /** `per_page` of 1 and 100 gave status 200; whether Cloudflare honours or clamps them is unknown. */
  perPageOutOfRange: 'refuse' | 'clamp' | 'honour';
  /** The error for an unknown, expired or disabled credential: 403 was observed on `/zones`, 401 on `/verify`. */
  badCredential: 'invalid access token' | 'invalid API token';
}

export const AS_SAMPLED: Switches = {
  totalCount: true,
  totalPages: true,
  defaultDirection: 'asc',
  perPageOutOfRange: 'refuse',
  badCredential: 'invalid access token',
};
