/**
 * `npm run example` starts the gateway, and the tokens table in front of it. The flags are the
 * gateway's flags (`npm run example -- --port 4001`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const ADDRESS = /GraphiQL: (http:\/\/\S+)\/graphql/;

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const gateway = spawn(process.execPath, [program, ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(gateway, 'close');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => gateway.kill(signal));

const url = await addressOf(gateway);
const site = url === null ? null : await serveExample(url);
const [code] = await ended;
await site?.close();
process.exitCode = code ?? 1;

/** Copies the gateway's output, and resolves to its address; null if it ends without one. */
async function addressOf({ stdout }) {
  let output = '';
  return new Promise((resolve) => {
    stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const [, address] = ADDRESS.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    ended.then(() => resolve(null));
  });
}

async function serveExample(gatewayUrl) {
  process.env.GATEWAY_URL = gatewayUrl;
  const root = fileURLToPath(new URL('tokens-table', import.meta.url));
  const server = await createServer({ root, configFile: `${root}/vite.config.ts` });
  await server.listen();
  process.stdout.write(`Tokens table: ${server.resolvedUrls?.local[0]}\n`);
  return server;
}
