import type { IncomingMessage, RequestListener } from 'node:http';

import { NO_PAGE_HEADERS } from './use-security-headers.ts';

/**
 * Node's requests, as far as one URL can be made of their Host and their
 * target: of any other Yoga would answer with a stack trace. Two Hosts are
 * refused, too (RFC 9112, 3.2), since whatever stands in front may have gone
 * by the one that Node drops.
 */
export function createListener(app: RequestListener): RequestListener {
  return (request, response) => {
    if (isAddressed(request)) return app(request, response);
    const error = { message: REFUSAL, extensions: { code: 'BAD_REQUEST' } };
    response
      .writeHead(400, { ...NO_PAGE_HEADERS, 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [error] }));
  };
}

const REFUSAL = 'Expected one Host header that names a host, and a path to ask for.';

function isAddressed({ url = '', headersDistinct }: IncomingMessage): boolean {
  const [host = '', ...others] = headersDistinct['host'] ?? [];
  const isPath = url.startsWith('/');
  return isPath && others.length === 0 && URL.canParse(`http://${host || 'localhost'}${url}`);
}
