import type { HttpResponse, RequestHead, Rule } from '../http.ts';
import { pageEncoding, prefersHtml } from '../negotiation.ts';

export type PageEncoding = 'br' | 'gzip' | 'identity';

export interface GraphiQLPage {
  /** The page's bytes in this encoding. */
  body(encoding: PageEncoding): Promise<Uint8Array>;
  /** The page's ETag in this encoding. */
  etag(encoding: PageEncoding): string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
}

/** Called for each visit. */
export type RenderGraphiql = (asksForCredential: boolean) => Promise<GraphiQLPage>;

/**
 * Serves GraphiQL to a browser that opens the address. Our own code, since
 * Yoga's would render nine megabytes for every request.
 */
export function serveGraphiql(render: RenderGraphiql, asksForCredential: boolean): Rule {
  return (head) => {
    if (!isPageVisit(head)) return null;
    const encoding = pageEncoding(head.headers.get('accept-encoding'));
    return render(asksForCredential).then((page) => pageResponse(page, encoding, head));
  };
}

/** An operation in the URL of a visit is not executed: the page shows what a person may run. */
function isPageVisit({ method, headers }: RequestHead): boolean {
  return (method === 'GET' || method === 'HEAD') && prefersHtml(headers.get('accept'));
}

async function pageResponse(
  page: GraphiQLPage,
  encoding: PageEncoding,
  { headers }: RequestHead,
): Promise<HttpResponse> {
  const etag = page.etag(encoding);
  const common = ['etag', etag, 'vary', 'Accept, Accept-Encoding'];
  const contentSecurityPolicy = page.policy;
  if (isKnown(headers.get('if-none-match'), etag)) {
    return { status: 304, headers: common, body: null, contentSecurityPolicy };
  }
  if (encoding !== 'identity') common.push('content-encoding', encoding);
  return {
    status: 200,
    headers: ['content-type', 'text/html; charset=utf-8', ...common],
    body: await page.body(encoding),
    contentSecurityPolicy,
  };
}

/** Whether the browser has the page already. A proxy may have made the tag a weak one. */
function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
