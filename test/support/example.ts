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
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { chromiumPath } from './chromium.ts';

export interface Example {
  /** A new visitor opens the page, over a gateway and an emulated Cloudflare of their own. */
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Whose list one without a credential sees; null: nobody's. Default: the demonstration's. */
  readonly credential?: string | null;
  readonly gateway?: GatewayOptions;
  /** The gateway's; the page has its own, which is `page.clock`. */
  readonly clock?: Clock;
  /** Called before the page is opened. */
  readonly prepare?: (upstream: CloudflareEmulator, page: Page) => unknown;
}

export interface Visit {
  readonly page: Page;
  readonly upstream: CloudflareEmulator;
  readonly origin: string;
  /** The addresses that the page has asked for. */
  readonly asked: readonly string[];
  /** Errors and warnings on the page's console, and what it threw. */
  readonly complaints: string[];
}

/** What the clock of every visitor shows at first. */
const NOW = '2026-11-24T12:00:00Z';

const APP = join(import.meta.dirname, '../../examples/tokens-table');
const run = promisify(execFile);

/** The example, built and served as its README says, and a browser to open it with. */
export async function openExample(): Promise<Example> {
  const outDir = mkdtempSync(join(tmpdir(), 'example-'));
  await run('npm', ['run', 'build', '--silent', '--', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: APP,
    // Vitest's own would make it React's development build.
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
    const own = createGateway(
      { baseUrl: upstream.baseUrl, ...token, ...settings },
      clock && { clock },
    );
    gateway = own;
    const visitor = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      timezoneId: 'UTC',
      ...context,
    });
    onTestFinished(async () => {
      await visitor.close();
      await upstream.close();
      await own.close();
    });

    const page = await visitor.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.clock.install({ time: NOW });
    await prepare?.(upstream, page);
    await page.goto(`${origin}/`);
    return { page, upstream, origin, asked, complaints };
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
