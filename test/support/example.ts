import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { preview } from 'vite';
import { onTestFinished } from 'vitest';

import {
  type CloudflareEmulator,
  DEMO_CREDENTIAL,
  startEmulator,
} from '../../src/emulator/index.ts';
import { createGateway } from '../../src/gateway.ts';

const APP = join(import.meta.dirname, '../../examples/tokens-table');
const run = promisify(execFile);

/** Builds the example as its `npm run build` does, into a folder of its own. */
export async function buildExample(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  await run('npm', ['run', 'build', '--silent', '--', '--outDir', folder, '--logLevel', 'warn'], {
    cwd: APP,
    // Vitest's own would make it React's development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return folder;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Whose list a visitor without a credential sees; null: nobody's. Default: the demonstration's. */
  readonly credential?: string | null;
  /** Called before the page is opened. */
  readonly prepare?: (upstream: CloudflareEmulator) => void;
}

export interface Visit {
  readonly page: Page;
  readonly upstream: CloudflareEmulator;
  readonly origin: string;
  /** The addresses that the page has asked for. */
  readonly asked: readonly string[];
  /** Errors and warnings of the page's console, and what it threw. */
  readonly complaints: readonly string[];
}

/** What the clock of every visitor shows at first. */
export const NOW = '2026-11-24T12:00:00Z';

/** The built example in a new visitor's page, over a gateway over an emulated Cloudflare. */
export async function visit(
  browser: Browser,
  outDir: string,
  { credential = DEMO_CREDENTIAL, prepare = () => {}, ...options }: VisitOptions = {},
): Promise<Visit> {
  const upstream = await startEmulator();
  const gateway = createGateway({
    baseUrl: upstream.baseUrl,
    ...(credential !== null && { demonstrationToken: credential }),
  });
  const server = createServer(gateway.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const site = await preview({
    root: APP,
    build: { outDir },
    logLevel: 'silent',
    preview: { port: 0, proxy: { '/graphql': `http://127.0.0.1:${port}` } },
  });
  const origin = `http://127.0.0.1:${(site.httpServer.address() as AddressInfo).port}`;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  onTestFinished(async () => {
    await context.close();
    await site.close();
    server.closeAllConnections();
    server.close();
    await gateway.close();
    await upstream.close();
  });

  prepare(upstream);
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.clock.install({ time: NOW });
  await page.goto(`${origin}/`);
  return { page, upstream, origin, asked, complaints };
}
