import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { createNodeGateway } from '../../src/node-gateway.ts';
import { chromiumPath } from '../support/chromium.ts';
import { serve } from '../support/serve.ts';

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

  /** Opens the page as a new visitor, and notes every URL that the page requests. */
  async function visit(): Promise<{ page: Page; requested: string[]; origin: string }> {
    const upstream = await startEmulator();
    const gateway = createNodeGateway({
      baseUrl: upstream.baseUrl,
      demoToken: DEMO_CREDENTIAL,
    });
    onTestFinished(async () => {
      await gateway.close();
      await upstream.close();
    });
    const origin = await serve(gateway.listener);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    onTestFinished(() => context.close());

    const page = await context.newPage();
    const requested: string[] = [];
    page.on('request', (request) => void requested.push(request.url()));
    await page.goto(`${origin}/`);
    return { page, requested, origin };
  }

  const results = (page: Page) => page.locator('.result-window');
  const run = (page: Page) => page.getByRole('button', { name: /Execute query/ }).click();

  test('opens with a query that shows tokens, and loads nothing from another origin', async () => {
    const { page, requested, origin } = await visit();

    expect(page.url()).toBe(`${origin}/graphql`);
    await page.getByText('query Tokens').first().waitFor();
    await run(page);
    await results(page).getByText('totalCount').waitFor();
    await results(page).getByText('ci: deploy worker').first().waitFor();

    const elsewhere = requested.filter(
      (url) => !url.startsWith(origin) && !/^(data|blob):/.test(url),
    );
    expect(elsewhere).toEqual([]);
    await page.screenshot({ path: process.env['SCREENSHOT'] ?? '/dev/null', type: 'png' });
  });

  test.each(['WalkTheList', 'NestedResources', 'UsableFromAnywhere', 'Summary'])(
    'runs the query of the tab %s',
    async (name) => {
      const { page } = await visit();

      await page.getByRole('tab', { name }).click();
      // GraphiQL shows a new tab a moment before it can run the tab's operation, so one click may
      // come too early; a person would click again.
      const result = async () => {
        await run(page);
        return results(page).textContent();
      };
      await expect.poll(result, { timeout: 15_000, interval: 200 }).toMatch(/"data"/);
      expect(await results(page).textContent()).not.toMatch(/"errors"/);
    },
  );
});
