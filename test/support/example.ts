import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

import {
  type CloudflareEmulator,
  DEMO_CREDENTIAL,
  startEmulator,
} from '../../src/emulator/index.ts';
import type { Gateway, GatewayOptions } from '../../src/gateway.ts';
import { createNodeGateway } from '../../src/node-gateway.ts';
import { chromiumPath } from './chromium.ts';
import { createTestClock, type TestClock } from './clock.ts';

export interface Example {
  /** Opens the page in a new browser context, with a new gateway and a new emulated Cloudflare. */
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** The gateway's demo credential; null: a request needs its own credential. Default: the emulator's. */
  readonly credential?: string | null;
  readonly gateway?: GatewayOptions;
  /** The gateway's clock. The page has its own: `page.clock`. */
  readonly clock?: TestClock;
  /** What follows the page's address: `?ask=never-used`, for instance. */
  readonly path?: string;
  /** Called before the page is opened. */
  readonly prepare?: (upstream: CloudflareEmulator, page: Page) => unknown;
}

export interface Visit {
  readonly page: Page;
  readonly upstream: CloudflareEmulator;
  readonly origin: string;
  /** The URLs that the page has requested. */
  readonly requestedUrls: readonly string[];
  /** Errors and warnings on the page's console, and uncaught errors. */
  readonly pageErrors: string[];
}

/** The time at which the clocks of every page, its gateway and its demo start. */
const START_MS = Date.UTC(2026, 10, 24, 12);

const APP = join(import.meta.dirname, '../../examples/tokens-table');
const run = promisify(execFile);

/** A folder of a server that has other pages, too. */
const FOLDER = '/tools/tokens/';

/** Builds the example as its README says, serves its files, and starts a browser. */
export async function openExample(): Promise<Example> {
  const outDir = mkdtempSync(join(tmpdir(), 'example-'));
  await run('npm', ['run', 'build', '--silent', '--', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: APP,
    // Vitest sets another NODE_ENV, with which Vite would build React's development version.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let gateway: Gateway | undefined;
  const server = createServer((request, response) => {
    if (request.url === '/graphql') gateway?.listener(request, response);
    else serveFile(outDir, request, response);
  });
  const origin = await listen(server);
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

  async function visit(options: VisitOptions = {}): Promise<Visit> {
    const {
      credential = DEMO_CREDENTIAL,
      gateway: settings,
      clock = createTestClock(START_MS),
      prepare,
      path = '',
      ...context
    } = options;
    const upstream = await startEmulator(() => START_MS);
    const token = credential !== null && { demoToken: credential };
    const ownGateway = createNodeGateway(
      { baseUrl: upstream.baseUrl, ...token, ...settings },
      { clock },
    );
    gateway = ownGateway;
    const visitor = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      timezoneId: 'UTC',
      ...context,
    });
    onTestFinished(async () => {
      await visitor.close();
      await upstream.close();
      await ownGateway.close();
    });

    const page = await visitor.newPage();
    const requestedUrls: string[] = [];
    const pageErrors: string[] = [];
    page.on('request', (request) => void requestedUrls.push(request.url()));
    page.on('pageerror', (error) => void pageErrors.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) pageErrors.push(message.text());
    });
    await page.clock.install({ time: START_MS });
    await prepare?.(upstream, page);
    await page.goto(`${origin}${FOLDER}${path}`);
    return { page, upstream, origin, requestedUrls, pageErrors };
  }

  async function close() {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }

  return { visit, close };
}

/** The built files need no more than this of a server. */
function serveFile(outDir: string, { url = '' }: IncomingMessage, response: ServerResponse): void {
  const name = new URL(url, 'http://127.0.0.1').pathname.replace(FOLDER, '') || 'index.html';
  const type = TYPES[extname(name)];
  response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
  response.end(type === undefined ? '' : readFileSync(join(outDir, name)));
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
