import { type GraphiQLPage, renderPage } from '../graphiql-page.ts';
import type { RequestHead, Rule } from '../http.ts';
import { prefersHtml } from '../media-type.ts';

/**
 * Serves GraphiQL to a browser that opens the address. Our own code, since
 * Yoga's would render nine megabytes for every request.
 */
export function serveGraphiql(asksForCredential: boolean): Rule {
  let page: Promise<GraphiQLPage> | undefined;
  return (head) => {
    if (!isPageVisit(head)) return null;
    page ??= renderPage(asksForCredential);
    return page.then(({ html, policy }) => ({
      status: 200,
      headers: ['content-type', 'text/html; charset=utf-8'],
      body: html,
      contentSecurityPolicy: policy,
    }));
  };
}

/** An operation in the URL of a visit is not executed: the page shows what a person may run. */
function isPageVisit({ method, headers }: RequestHead): boolean {
  return method === 'GET' && prefersHtml(headers.get('accept'));
}
