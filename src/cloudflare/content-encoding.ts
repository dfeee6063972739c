/** The compressions that the gateway reads. Every `fetch` reads them, too. */
const READABLE_CODINGS = ['gzip', 'x-gzip', 'deflate', 'br'] as const;

export type ReadableCoding = (typeof READABLE_CODINGS)[number];

/** Whether a `Content-Encoding` leaves the body as it is. */
export function isIdentity(contentEncoding: string): boolean {
  return contentEncoding === '' || codingsOf(contentEncoding).length === 0;
}

/** The one compression of a body; null if it has several, or one that the gateway does not read. */
export function codingOf(contentEncoding: string): ReadableCoding | null {
  const codings = codingsOf(contentEncoding);
  const found = READABLE_CODINGS.find((coding) => coding === codings[0]);
  return codings.length === 1 && found !== undefined ? found : null;
}

/** Why a body cannot be read. */
export function unreadableEncoding(contentEncoding: string): string {
  return `its content encoding is ${named(codingsOf(contentEncoding))}`;
}

/** The compressions, in lower case; `identity` is none. */
function codingsOf(contentEncoding: string): readonly string[] {
  return contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Names of codings are a few letters. Anything else is not quoted. */
const CODING_NAME = /^[a-z][a-z0-9-]{0,15}$/;

function named(codings: readonly string[]): string {
  const areNames = codings.length <= 3 && codings.every((coding) => CODING_NAME.test(coding));
  return areNames ? `${codings.join(', ')}, which this gateway does not read` : 'not known';
}
