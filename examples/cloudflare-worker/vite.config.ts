import { defineConfig, type Plugin } from 'vite';

import { renderPage } from '../../src/server/graphiql-page.ts';

/** GraphiQL's page as static assets, in each encoding, with its headers in `page.json`. */
function graphiqlAssets(): Plugin {
  return {
    name: 'graphiql-assets',
    async generateBundle() {
      const page = await renderPage(true);
      const encodings = ['br', 'gzip', 'identity'] as const;
      const emit = (name: string, source: string | Uint8Array) =>
        this.emitFile({ type: 'asset', fileName: `assets/graphiql/${name}`, source });
      for (const encoding of encodings) emit(encoding, await page.body(encoding));
      const etags = Object.fromEntries(encodings.map((each) => [each, page.etag(each)]));
      emit('page.json', JSON.stringify({ etags, policy: page.policy }));
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [graphiqlAssets()],
  ssr: { target: 'webworker', noExternal: true },
  resolve: { conditions: ['workerd', 'worker', 'browser', 'module', 'import', 'default'] },
  build: {
    ssr: '../../src/worker.ts',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      // Of `nodejs_compat`; a test lists which of them may be used.
      external: [/^node:/],
      output: { entryFileNames: 'worker.js', codeSplitting: false },
    },
  },
});
