import { httpError, type RequestHead } from '../http.ts';

/**
 * Refuses a request whose address is ambiguous or no address at all. Two Host
 * headers are refused (RFC 9112, 3.2), since a proxy in front may have decided
 * by the one that Node drops; two Authorization headers for the same reason.
 */
export function requireAddress(head: RequestHead) {
  const { repeatedHeader } = head;
  if (repeatedHeader === 'Authorization') {
    return httpError('BAD_REQUEST', 'Expected one Authorization header, found more.');
  }
  if (repeatedHeader === null && isAddress(head)) return null;
  const message =
    'Expected one Host header that names a host, and a target that is a path or names the same host.';
  return httpError('BAD_REQUEST', message);
}

function isAddress({ target, host }: RequestHead): boolean {
  if (!target.startsWith('/')) return false;
  return PLAIN_HOST.test(host) || URL.canParse(`http://${host || 'localhost'}${target}`);
}

/**
 * Refuses a body that is compressed for the transfer: Node's parser takes `gzip, chunked` as
 * `chunked`, and an empty coding as none. It answers 400 itself to all else that does not end with
 * `chunked`. The connection is closed (RFC 9112, 6.3): a proxy may see another end of the body.
 */
export function requirePlainTransfer({ headers }: RequestHead) {
  const coding = headers.get('transfer-encoding');
  if (coding === null || coding.trim().toLowerCase() === 'chunked') return null;
  const message = 'Expected no Transfer-Encoding but chunked, found another.';
  return { ...httpError('BAD_REQUEST', message), closesConnection: true };
}

/** A name or an address, without a port or with one below 60,000: most hosts need no URL parser. */
const PLAIN_HOST = /^([\w.-]+|\[[\da-f:.]+\])(:(\d{1,4}|[1-5]\d{4}))?$/i;
