/** Whether a host name or address refers to this machine only (RFC 6761, RFC 1122, RFC 4291). */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;
