/** Documented: a user may make this many calls in five minutes. */
export const CLOUDFLARE_CALLS = 1_200;

/** The gateway's share: the dashboard and the scripts of the same user count against the same limit. */
export const MAX_CALLS = CLOUDFLARE_CALLS * 0.95;
