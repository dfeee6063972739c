import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { createGateway } from '../../src/gateway.ts';
import { chromiumPath } from '../support/chromium.ts';

const mustRun = process.env['CI'] === 'true';
if (chromiumPath === null && !mustRun) {
  process.stderr.write('SKIPPED: the browser tests need Chromium (apt-get install chromium)\n');
}

describe.skipIf(chromiumPath === null && !mustRun)('GraphiQL in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath ?? 'chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterAll(() => browser?.close());

  /** A new visitor's page, with the addresses that it asked for. */
  async function visit(): Promise<{ page: Page; asked: string[]; origin: string }> {
    const upstream = await startEmulator();
    const gateway = createGateway({
      baseUrl: upstream.baseUrl,
      demoToken: DEMO_CREDENTIAL,
    });
    const server = createServer(gateway.listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    onTestFinished(async () => {
      await context.close();
      server.closeAllConnections();
      server.close();
      await gateway.close();
      await upstream.close();
    });

    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await page.goto(`${origin}/`);
    return { page, asked, origin };
  }

  const results = (page: Page) => page.locator('.result-window');
  const run = (page: Page) => page.getByRole('button', { name: /Execute query/ }).click();

  test('opens on a query that shows tokens, and loads nothing from elsewhere', async () => {
    const { page, asked, origin } = await visit();

    expect(page.url()).toBe(`${origin}/graphql`);
    await page.getByText('query Tokens').first().waitFor();
    await run(page);
    await results(page).getByText('totalCount').waitFor();
    await results(page).getByText('ci: deploy worker').first().waitFor();

    const elsewhere = asked.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url));
    expect(elsewhere).toEqual([]);
    await page.screenshot({ path: process.env['SCREENSHOT'] ?? '/dev/null', type: 'png' });
  });

  test.each(['WalkTheList', 'NestedResources', 'WithoutIpCondition'])(
    'the tab %s runs',
    async (name) => {
      const { page } = await visit();

      await page.getByRole('tab', { name }).click();
      // GraphiQL learns the new tab's operation a moment after it shows it, so one run may come
      // too early; a person would click again.
      const answer = async () => {
        await run(page);
        return results(page).textContent();
      };
      await expect.poll(answer, { timeout: 15_000, interval: 200 }).toMatch(/"data"/);
      expect(await results(page).textContent()).not.toMatch(/"errors"/);
    },
  );
});
