import type { GraphiQLPage, PageEncoding } from '../server/rules/graphiql.ts';
import { fetchAsset, type WorkerEnvironment } from './bindings.ts';

/** Beside the page's bytes in each encoding, `npm run build:worker` writes this. */
export interface PageManifest {
  readonly etags: Readonly<Record<PageEncoding, string>>;
  readonly policy: string;
}

/** GraphiQL's page from static assets. It is read for each visit: an isolate has 128 MB for all requests. */
export async function readAssetPage(env: WorkerEnvironment): Promise<GraphiQLPage> {
  const response = await fetchAsset(env, '/graphiql/page.json');
  const { etags, policy } = (await response.json()) as PageManifest;
  return {
    async body(encoding) {
      const page = await fetchAsset(env, `/graphiql/${encoding}`);
      return new Uint8Array(await page.arrayBuffer());
    },
    etag: (encoding) => etags[encoding],
    policy,
  };
}
