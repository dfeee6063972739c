import axe from 'axe-core';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { createNodeGateway } from '../../src/node-gateway.ts';
import { chromiumPath } from '../support/chromium.ts';
import { readableDemo } from '../support/readable-demo.ts';
import { serve } from '../support/serve.ts';

const DESKTOP = { width: 1440, height: 900 };
/** How long a hand presses the button of a mouse. */
const PRESS_MS = 70;

/** The groups of questions and their tabs. */
const GROUPS = [
  ...['Start here', 'Expiry', 'Use and changes', 'Addresses', 'Permissions', 'Accounts'],
  'Pages and policies',
];
const TABS = [
  ...['Tokens', 'Summary', 'WhoAmI', 'NeverExpires', 'ExpiresWithin'],
  ...['NeverUsed', 'UnusedFor', 'UnchangedSince', 'UsableFromAnywhere', 'UsableFromAddress'],
  ...['WritesToAllZones', 'CreatesTokens', 'TouchesZone', 'AccountTokens', 'AccountSummary'],
  ...['WalkTheList', 'NestedResources'],
];

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
  async function visit(
    viewport = DESKTOP,
    demoToken: string | null = DEMO_CREDENTIAL,
    colorScheme: 'light' | 'dark' = 'light',
  ) {
    const upstream = await startEmulator();
    readableDemo(upstream);
    const gateway = createNodeGateway({
      baseUrl: upstream.baseUrl,
      ...(demoToken !== null && { demoToken }),
    });
    onTestFinished(async () => {
      await gateway.close();
      await upstream.close();
    });
    const origin = await serve(gateway.listener);
    const context = await browser.newContext({ viewport, colorScheme });
    onTestFinished(() => context.close());

    const page = await context.newPage();
    const requested: string[] = [];
    page.on('request', (request) => void requested.push(request.url()));
    await page.goto(`${origin}/`);
    await page.getByRole('tab').first().waitFor();
    return { page, requested, origin, upstream };
  }

  const results = (page: Page) => page.locator('.result-window');
  const run = (page: Page) => page.getByRole('button', { name: /Execute query/ }).click();

  test('opens with a query that shows tokens, and loads nothing from another origin', async () => {
    const { page, requested, origin } = await visit();

    expect(page.url()).toBe(`${origin}/graphql`);
    await page.getByText('query Tokens').first().waitFor();
    await run(page);
    await results(page).getByText('totalCount').waitFor();
    await results(page).getByText('GitHub Actions: deploy storefront').first().waitFor();

    const elsewhere = requested.filter(
      (url) => !url.startsWith(origin) && !/^(data|blob):/.test(url),
    );
    expect(elsewhere).toEqual([]);
    await page.screenshot({ path: process.env['SCREENSHOT'] ?? '/dev/null', type: 'png' });
  });

  /** The titles of the tabs, in their order. */
  const titles = (page: Page) => page.locator('.graphiql-tab-button').allTextContents();
  const selected = (page: Page) => page.locator('.graphiql-tab-active .graphiql-tab-button');
  const shownQuery = async (page: Page) =>
    plainSpaces((await page.locator('.graphiql-query-editor .view-lines').textContent()) ?? '');
  /** The editor writes spaces that do not break. */
  const plainSpaces = (text: string) => text.replaceAll('\u00a0', ' ');

  /** As a hand does it: the button of the mouse is down for a moment. */
  async function press(page: Page, locator: Locator) {
    await locator.scrollIntoViewIfNeeded();
    const box = await locator.boundingBox();
    if (box === null) throw new Error('there is nothing to press');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.waitForTimeout(PRESS_MS);
    await page.mouse.up();
  }

  /** Of the gateway: GraphiQL's own errors, such as that it does not know a new tab yet, have no extensions. */
  const ANSWER = /"(data|extensions)"/;

  /** Runs the query of the open tab until it has an answer; GraphiQL shows a tab a moment before it can run it. */
  async function answerIn(page: Page): Promise<string> {
    let answer = '';
    const result = async () => {
      await run(page);
      answer = plainSpaces((await results(page).textContent()) ?? '');
      return answer;
    };
    await expect.poll(result, { timeout: 15_000, interval: 200 }).toMatch(ANSWER);
    return answer;
  }

  test('opens each tab at the first press of a mouse, and its query has an answer', async () => {
    const { page } = await visit();
    const all = await titles(page);
    expect(all).toEqual(TABS);

    for (const title of all.toReversed()) {
      const tab = page.locator('.graphiql-tab-button').getByText(title, { exact: true });
      await press(page, tab);
      expect(await selected(page).textContent()).toBe(title);
      await expect.poll(() => shownQuery(page)).toContain(`query ${title}`);
      const answer = await answerIn(page);
      expect(answer).toMatch(/"data"/);
      expect(answer).not.toMatch(/"errors"/);
    }
  }, 120_000);

  test('lists the questions in groups, and opens the tab of the one that is chosen', async () => {
    const { page } = await visit();
    const menu = page.getByLabel('Open a question');
    const groups = menu.locator('optgroup');

    expect(
      await groups.evaluateAll((all) => all.map((each) => each.getAttribute('label'))),
    ).toEqual(GROUPS);
    for (const [question, title] of [
      ['Which tokens expire within some days?', 'ExpiresWithin'],
      ['Which tokens are allowed something in this zone?', 'TouchesZone'],
    ] as const) {
      await menu.selectOption(question);
      expect(await selected(page).textContent()).toBe(title);
      await expect.poll(() => shownQuery(page)).toContain(`query ${title}`);
    }
    // A question whose tab was closed cannot be chosen.
    await page.locator('.graphiql-tab-active').getByLabel('Close Tab').click();
    await menu.focus();
    expect(await menu.locator('option[value=TouchesZone]').isDisabled()).toBe(true);
  });

  test('sends one credential for all tabs, and stores it nowhere', async () => {
    const { page, upstream } = await visit(DESKTOP, null);
    expect(await answerIn(page)).toContain('No credential.');

    const input = page.getByLabel('Credential');
    await input.fill('<your token>');
    await expect.poll(() => answerIn(page)).toContain('angle brackets');
    expect(upstream.requests).toEqual([]);

    await input.fill(`Bearer ${CREDENTIALS.seven}`);
    for (const title of ['Tokens', 'WhoAmI']) {
      await press(page, page.locator('.graphiql-tab-button').getByText(title, { exact: true }));
      await expect.poll(() => answerIn(page)).toMatch(/"data"/);
    }
    expect(new Set(upstream.requests.map(({ headers }) => headers['authorization']))).toEqual(
      new Set([`Bearer ${CREDENTIALS.seven}`]),
    );
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    expect(stored).toContain('query Tokens');
    expect(stored).not.toContain(CREDENTIALS.seven);
    await page.reload();
    await page.getByRole('tab').first().waitFor();
    expect(await input.inputValue()).toBe('');
  });

  /** Presses Tab until the target has the focus. */
  async function tabTo(page: Page, target: Locator) {
    const hasFocus = () => target.evaluate((element) => element.contains(document.activeElement));
    for (let presses = 0; presses < 60; presses++) {
      if (await hasFocus()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${target}`);
  }

  test('opens a question, a tab and an answer by keyboard alone', async () => {
    const { page } = await visit();

    await tabTo(page, page.getByLabel('Open a question'));
    await page.keyboard.type('Which active tokens were never');
    expect(await selected(page).textContent()).toBe('NeverUsed');
    await expect.poll(() => shownQuery(page)).toContain('query NeverUsed');
    await page.keyboard.press('ArrowDown');
    const next = await selected(page).textContent();
    await page.keyboard.press('ArrowDown');
    expect(['NeverUsed', next]).not.toContain(await selected(page).textContent());
    await page.keyboard.press('ArrowUp');
    expect(await selected(page).textContent()).toBe(next);
    await page.keyboard.press('ArrowUp');
    expect(await selected(page).textContent()).toBe('NeverUsed');

    await tabTo(page, page.locator('.graphiql-tab-button').getByText('WhoAmI', { exact: true }));
    await page.keyboard.press('Enter');
    expect(await selected(page).textContent()).toBe('WhoAmI');
    await expect.poll(() => shownQuery(page)).toContain('query WhoAmI');

    await tabTo(page, page.locator('.graphiql-query-editor'));
    const answer = async () => {
      await page.keyboard.press('Control+Enter');
      return plainSpaces((await results(page).textContent()) ?? '');
    };
    await expect.poll(answer, { timeout: 15_000, interval: 200 }).toMatch(/"credential"/);
  });

  test.each(['light', 'dark'] as const)(
    'has no accessibility violation in its own bar that axe finds, %s, on a desktop and on a phone',
    async (colorScheme) => {
      const { page } = await visit(DESKTOP, DEMO_CREDENTIAL, colorScheme);
      await page.evaluate(axe.source);
      for (const viewport of [DESKTOP, { width: 390, height: 844 }]) {
        await page.setViewportSize(viewport);
        const { violations } = await page.evaluate<axe.AxeResults>(`axe.run('.gateway-toolbar')`);
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
      }
    },
  );

  test('shows the fields of routers after those of people', async () => {
    const { page } = await visit();
    await page.getByLabel('Show Documentation Explorer').click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).click();
    const fields = page.locator('.graphiql-doc-explorer-field-name');
    await expect.poll(() => fields.count()).toBeGreaterThan(5);
    const names = await fields.allTextContents();

    expect(names.slice(-2)).toEqual(['_entities', '_service']);
    expect(names).toContain('tokens');
  });

  test('can be used on a phone', async () => {
    const { page } = await visit({ width: 390, height: 844 });
    await page.getByText('query Tokens').first().waitFor();
    await page.getByLabel('Open a question').selectOption('NeverExpires');
    await expect.poll(() => shownQuery(page)).toContain('query NeverExpires');
    expect(await answerIn(page)).toMatch(/"totalCount"/);

    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBe(0);
    for (const [selector, width, height] of [
      ['.graphiql-query-editor', 340, 150],
      ['.result-window', 340, 200],
      ['#credential', 200, 30],
      ['#questions', 100, 30],
    ] as const) {
      const box = await page.locator(selector).boundingBox();
      expect(box?.width, selector).toBeGreaterThan(width);
      expect(box?.height, selector).toBeGreaterThan(height);
      expect((box?.x ?? 0) + (box?.width ?? 0), selector).toBeLessThanOrEqual(390);
      expect((box?.y ?? 0) + (box?.height ?? 0), selector).toBeLessThanOrEqual(844);
    }
  });
});
