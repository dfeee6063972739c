/** The form that Cloudflare documents: 32 characters. All that were seen are letters and digits. */
const ACCOUNT_ID = /^[0-9A-Za-z]{32}$/;

/** False if no account can have this id. Upper and lower case stay as they are: Cloudflare compares. */
export function isAccountId(id: string): boolean {
  return ACCOUNT_ID.test(id);
}
