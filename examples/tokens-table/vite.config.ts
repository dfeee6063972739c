import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';

export default defineConfig(({ mode }) => {
  const { GATEWAY_URL = 'http://127.0.0.1:4000' } = loadEnv(mode, import.meta.dirname, 'GATEWAY_');
  const server = {
    host: '127.0.0.1',
    // The page sends requests to its own origin, so the gateway needs no CORS. `cors: false`
    // keeps pages of other origins, also local ones, from using this proxy.
    proxy: { '/graphql': { target: GATEWAY_URL, changeOrigin: true } },
    cors: false,
  };
  // Relative: any server can host the built files, in any folder.
  return { base: './', plugins: [react(), contentSecurityPolicy()], server, preview: server };
});

/** The built page may only load its own files and send requests to its own origin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only for builds: in development Vite adds its own scripts and styles to the page. */
function contentSecurityPolicy(): Plugin {
  const attrs = { 'http-equiv': 'Content-Security-Policy', content: POLICY };
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}
