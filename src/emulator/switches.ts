/** The facts that the samples mark as a guess. Each starts as sampled; tests may change it. */
export interface Switches {
  /** Some of Cloudflare's lists omit the total. */
  totalCount: boolean;
  /** The total counts so many rows more than are listed, or fewer. "Available without any search parameters" is all that is documented. */
  totalCountShift: number;
  /** Undocumented on this endpoint. */
  totalPages: boolean;
  /** The order without the parameter `direction`: not documented. */
  defaultDirection: 'asc' | 'desc';
  /** `per_page` of 1 and 100 gave status 200; whether Cloudflare honours or clamps them is unknown. */
  perPageOutOfRange: 'refuse' | 'clamp' | 'honour';
  /** The error for an unknown, expired or disabled credential: 403 was observed on `/zones`, 401 on `/verify`. */
  badCredential: 'invalid access token' | 'invalid API token';
  /** A page has at most so many rows, and `result_info` names this size or the requested one. */
  pageLimit: { readonly rows: number; readonly isStated: boolean } | null;
  /** Rows that are left out after the list was cut into pages; the total counts them. */
  isHidden: (row: unknown) => boolean;
  /** A page beyond the end: empty, an error, or the last page, with its own number or with the requested one. */
  beyondEnd: 'empty' | 'refuse' | 'last page' | 'last page with its number';
  /** How the lists' parameter `name` matches. The gateway does not send it. */
  nameMatch: 'part' | 'part in any case' | 'whole';
  /** How the permission groups' parameter `name` matches. */
  groupNameMatch: 'part' | 'whole';
  /** The error for an account that the credential may not read: observed for other endpoints at best. */
  unreadableAccount:
    | 'missing permission'
    | 'authentication error'
    | 'wrong family'
    | 'unknown path';
  /** Whether verify describes an expired or disabled credential, or calls it invalid. */
  verifyOfInactive: 'refuse' | 'describe';
}

export const AS_SAMPLED: Switches = {
  totalCount: true,
  totalPages: true,
  defaultDirection: 'asc',
  perPageOutOfRange: 'refuse',
  badCredential: 'invalid access token',
  totalCountShift: 0,
  pageLimit: null,
  isHidden: () => false,
  beyondEnd: 'empty',
  nameMatch: 'part in any case',
  groupNameMatch: 'whole',
  unreadableAccount: 'missing permission',
  verifyOfInactive: 'refuse',
};
