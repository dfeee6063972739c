import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { preview } from 'vite';
import { onTestFinished } from 'vitest';

import {
  type CloudflareEmulator,
  DEMO_CREDENTIAL,
  startEmulator,
} from '../../src/emulator/index.ts';
import type { Gateway, GatewayOptions } from '../../src/gateway.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createNodeGateway } from '../../src/node-gateway.ts';
import { chromiumPath } from './chromium.ts';

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
  readonly clock?: Clock;
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

/** The time at which the clock of every page starts. */
const START = '2026-11-24T12:00:00Z';

const APP = join(import.meta.dirname, '../../examples/tokens-table');
const run = promisify(execFile);

/** Builds and serves the example as its README says, and starts a browser. */
export async function openExample(): Promise<Example> {
  const outDir = mkdtempSync(join(tmpdir(), 'example-'));
  await run('npm', ['run', 'build', '--silent', '--', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: APP,
    // Vitest sets another NODE_ENV, with which Vite would build React's development version.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let gateway: Gateway | undefined;
  const server = createServer((request, response) => gateway?.listener(request, response));
  const site = await preview({
    root: APP,
    build: { outDir },
    logLevel: 'silent',
    preview: { port: 0, proxy: { '/graphql': await listen(server) } },
  });
  const origin = `http://127.0.0.1:${(site.httpServer.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

  async function visit(options: VisitOptions = {}): Promise<Visit> {
    const { credential = DEMO_CREDENTIAL, gateway: settings, clock, prepare, ...context } = options;
    const upstream = await startEmulator();
    const token = credential !== null && { demoToken: credential };
    const ownGateway = createNodeGateway(
      { baseUrl: upstream.baseUrl, ...token, ...settings },
      clock && { clock },
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
    await page.clock.install({ time: START });
    await prepare?.(upstream, page);
    await page.goto(`${origin}/`);
    return { page, upstream, origin, requestedUrls, pageErrors };
  }

  async function close() {
    await browser.close();
    await site.close();
    server.closeAllConnections();
    server.close();
  }

  return { visit, close };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
