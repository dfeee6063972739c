import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';

export default defineConfig(({ mode }) => {
  const { GATEWAY_URL = 'http://127.0.0.1:4000' } = loadEnv(mode, import.meta.dirname, 'GATEWAY_');
  const server = {
    host: '127.0.0.1',
    // The page asks its own origin, so the gateway need not let in any other. And no page of
    // another origin, local ones included, gets at the gateway through here.
    proxy: { '/graphql': { target: GATEWAY_URL, changeOrigin: true } },
    cors: false,
  };
  return { plugins: [react(), contentSecurityPolicy()], server, preview: server };
});

/** What the built page may do: run and show its own files, and ask its own origin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Not in development, where Vite puts scripts and styles of its own into the page. */
function contentSecurityPolicy(): Plugin {
  const attrs = { 'http-equiv': 'Content-Security-Policy', content: POLICY };
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}
