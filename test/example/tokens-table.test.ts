import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import {
  type CloudflareEmulator,
  CREDENTIALS,
  DEMO_CREDENTIAL,
  type Fault,
} from '../../src/emulator/index.ts';
import { chromiumPath } from '../support/chromium.ts';
import { createTestClock } from '../support/clock.ts';
import { type Example, openExample, type Visit, type VisitOptions } from '../support/example.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const mustRun = process.env['CI'] === 'true';
if (chromiumPath === null && !mustRun) {
  process.stderr.write('SKIPPED: the browser tests need Chromium (apt-get install chromium)\n');
}

describe.skipIf(chromiumPath === null && !mustRun)(
  'the example in Chromium',
  { timeout: 60_000 },
  () => {
    let example: Example;
    let currentVisit: Visit;

    beforeAll(async () => {
      example = await openExample();
    });
    afterAll(() => example?.close());

    afterEach(() => {
      const { requestedUrls, origin, pageErrors } = currentVisit;
      expect(requestedUrls.filter((url) => !url.startsWith(origin))).toEqual([]);
      expect(pageErrors).toEqual([]);
    });

    async function visit(options: VisitOptions = {}): Promise<Visit> {
      currentVisit = await example.visit(options);
      return currentVisit;
    }

    test('loads more while the user scrolls, until every token is shown once, in order', async () => {
      const { page, upstream } = await visit();
      await page.getByText('125 tokens', { exact: true }).waitFor();
      await page.screenshot({ path: process.env['SCREENSHOT'] ?? '/dev/null', type: 'png' });

      await page.getByRole('checkbox', { name: 'Include expired' }).check();
      await page.getByText('137 tokens', { exact: true }).waitFor();
      await scrollUntil(page, 'All 137 tokens');

      expect(await namesOn(page)).toEqual(namesOf(upstream));
      expect(await page.getByRole('status').textContent()).toBe('All 137 tokens.');
    });

    test('is usable with the keyboard only, without scrolling', async () => {
      const { page, upstream } = await visit({
        prepare: (_upstream, page) =>
          page.addInitScript('IntersectionObserver = class { observe() {} disconnect() {} }'),
      });
      const focused = page.locator(':focus');
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await rows(page).first().waitFor();
      const ascending = await namesOn(page);

      // The order of focus: credential, order, expired tokens, Refresh, first row.
      await press('Tab', 'Tab', 'ArrowRight');
      await expect.poll(() => namesOn(page)).not.toEqual(ascending);
      await press('Tab', 'Space');
      await page.getByText('137 tokens', { exact: true }).waitFor();
      await rows(page).first().waitFor();
      await press('Tab', 'Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
        'solid',
      );
      expect(await focused.getAttribute('aria-expanded')).toBe('false');
      await press('Enter');
      expect(await focused.getAttribute('aria-expanded')).toBe('true');
      await page.getByRole('list', { name: 'Policies' }).waitFor();
      await press('Enter');
      expect(await page.getByRole('list', { name: 'Policies' }).count()).toBe(0);

      await page.getByRole('button', { name: 'Load more' }).focus();
      for (const shown of [40, 60, 80, 100, 120, 137]) {
        await press('Enter');
        await expect.poll(() => rows(page).count()).toBe(shown);
        if (shown < 137) await page.getByRole('button', { name: 'Load more' }).waitFor();
        expect(await focused.textContent()).toMatch(/Load more|All 137 tokens/);
      }
      expect(await namesOn(page)).toEqual(namesOf(upstream).reverse());
    });

    test('shows the expiry, the allowed addresses and the policies of each token', async () => {
      const { page } = await visit({
        credential: CREDENTIALS.empty,
        prepare: (upstream) => {
          upstream.credential(CREDENTIALS.empty).tokens = ODD_TOKENS;
        },
      });
      await rows(page).first().waitFor();

      expect(await rows(page).allInnerTexts().then(cells)).toEqual([
        [
          'ends soon',
          'Active',
          '2 hours ago 24 Nov 2026, 10:00',
          'Expires in 3 days 28 Nov 2026, 11:00',
          'Anywhere',
          'None',
        ],
        [
          'ended',
          'Active',
          'Never',
          'Still active, expired 24 days ago 31 Oct 2026, 11:00',
          'Nowhere: no address is allowed',
          'None',
        ],
        [
          'Unnamed token',
          'Revoked',
          'Never',
          'Never',
          'Only from 192.0.2.0/24 +1 more Not from 192.0.2.7',
          'None',
        ],
        [
          'all kinds',
          'Unknown',
          'Never',
          'in 13 months 31 Dec 2027, 11:00',
          'Anywhere Not from 2001:db8::/32',
          '3 policies 1 denies',
        ],
      ]);
      const unreadable = page.locator('tbody tr').nth(2);
      expect(await unreadable.textContent()).toMatch(
        /cannot be read.*result\[2\]\.policies\[0\]\.id/,
      );

      await page.getByRole('button', { name: 'all kinds' }).click();
      const policies = page.getByRole('list', { name: 'Policies' });
      expect(await policies.locator('.policy').allInnerTexts().then(cells)).toEqual([
        [
          'Allows DNS Write 82e64a83756745bbbb1c9c2701bf816b on all zones user 5e4 ' +
            'R2 bucket backups (jurisdiction eu) of account acc',
        ],
        ['Denies Zone Read on In account acc zone 20e all zones (permission read)'],
        ['Has an unknown effect: no permission on com.example.thing.7 all accounts'],
      ]);
    });

    test('does not shift its layout while the first tokens load', async () => {
      const response = withResolvers();
      const { page } = await visit({
        prepare: async (upstream, page) => {
          await page.addInitScript(COUNT_LAYOUT_SHIFTS);
          upstream.injectFault({ kind: 'slow', until: response.promise });
        },
      });
      await page.locator('.skeleton').first().waitFor();
      expect(await page.getByRole('status').textContent()).toBe('Loading tokens.');
      expect(await page.getByRole('table').getAttribute('aria-busy')).toBe('true');

      response.resolve();
      await rows(page).first().waitFor();
      expect(await page.getByRole('table').getAttribute('aria-busy')).toBe('false');
      expect(await page.evaluate('layoutShift')).toBeLessThan(0.01);
    });

    test('shows that there are no tokens', async () => {
      const { page } = await visit({ credential: CREDENTIALS.empty });
      await page.getByRole('heading', { name: 'No tokens' }).waitFor();
      expect(await page.getByText('0 tokens', { exact: true }).count()).toBe(1);

      await page.getByRole('checkbox').check();
      await page.getByText('This user has created no API tokens.').waitFor();
    });

    test('describes each failure, and retries on request', async () => {
      const [first, ...others] = FAILURES;
      const { page, upstream, pageErrors } = await visit({
        prepare: (upstream) => first && upstream.injectFault(first.fault, 3),
      });
      const alert = page.getByRole('alert');
      const again = page.getByRole('button', { name: 'Try again' });

      for (const { fault, title } of others) {
        await again.waitFor();
        upstream.injectFault(fault, fault.kind === 'reset' ? 3 : 1);
        await again.click();
        await alert.getByText(title).waitFor();
      }
      await page.route('**/graphql', (route) => route.abort());
      await again.click();
      await alert.getByText('The gateway cannot be reached').waitFor();
      expect(pageErrors.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);

      await page.unroute('**/graphql');
      await again.click();
      await rows(page).first().waitFor();
      expect(await alert.count()).toBe(0);
    });

    test('counts down until a retry is allowed, and sends nothing before', async () => {
      const clock = createTestClock();
      const { page, upstream } = await visit({
        clock,
        prepare: (upstream) => upstream.injectFault(apiError(429, 971, { 'retry-after': '90' })),
      });
      await page.getByRole('alert').getByText('Too many requests').waitFor();
      const again = page.getByRole('button', { name: 'Try again' });
      expect(await page.getByRole('timer').textContent()).toMatch(/^1:(30|2\d)$/);
      expect(await again.getAttribute('aria-disabled')).toBe('true');
      await again.click({ force: true });
      await page.clock.runFor(60_000);
      expect(await page.getByRole('timer').textContent()).toMatch(/^0:(30|2\d)$/);

      clock.advance(90_000);
      await page.clock.runFor(31_000);
      await page.getByText('You can try again now.').waitFor();
      expect(upstream.requests).toHaveLength(1);
      await again.click();
      await rows(page).first().waitFor();
    });

    test('keeps the loaded rows if the next page fails, and starts again if its cursor has expired', async () => {
      const { page, upstream } = await visit({ viewport: { width: 1280, height: 400 } });
      await rows(page).first().waitFor();
      const end = page.getByRole('region', { name: 'End of the list' });

      upstream.injectFault({ kind: 'reset' }, 3);
      await scrollDown(page);
      await end.getByRole('alert').getByText('Cloudflare cannot be reached').waitFor();
      expect(await rows(page).count()).toBe(20);
      await end.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => rows(page).count()).toBe(40);

      // Deletes the cursor's row and the rows before it.
      upstream.credential(DEMO_CREDENTIAL).tokens.splice(20, 40);
      await scrollUntil(page, 'This position in the list no longer exists');
      await end.getByRole('button', { name: 'Start again' }).click();
      await expect.poll(() => rows(page).count()).toBe(20);
      expect(await page.locator(':focus').textContent()).toBe('API tokens');
      expect(await page.evaluate('scrollY')).toBe(0);
      await scrollUntil(page, /^All \d+ tokens$/);
    });

    test('refreshes from the first page, and bypasses the gateway’s cache', async () => {
      const { page, upstream } = await visit({
        gateway: { cacheTtlMs: 3_600_000 },
        viewport: { width: 1280, height: 400 },
      });
      await rows(page).first().waitFor();
      const response = withResolvers();
      upstream.injectFault({ kind: 'slow', until: response.promise });
      await scrollDown(page);
      await page.getByText('Loading…').waitFor();
      const account = upstream.credential(DEMO_CREDENTIAL);
      const [first, ...others] = account.tokens;
      account.tokens = [{ ...Object(first), name: 'renamed meanwhile' }, ...others];

      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByRole('button', { name: 'renamed meanwhile' }).waitFor();
      // The response in flight would leave a gap after the first rows.
      response.resolve();
      await scrollUntil(page, 'All 125 tokens');
      expect(await namesOn(page)).toEqual(namesOf(upstream, (token) => token.status !== 'expired'));
    });

    test('asks for a credential, does not store it, and forgets it with its tokens', async () => {
      const { page, upstream, requestedUrls } = await visit({ credential: null });
      const credential = page.getByRole('textbox', { name: 'Credential' });
      const submit = page.getByRole('button', { name: 'Show tokens' });
      await page.getByRole('heading', { name: 'A credential is needed' }).waitFor();
      expect(await page.evaluate('document.activeElement.type')).toBe('password');

      const requestsBefore = requestedUrls.length;
      await credential.fill('no credential at all');
      await submit.click();
      await page.getByText('contains only letters, digits').waitFor();
      expect(requestedUrls).toHaveLength(requestsBefore);

      await credential.fill(CREDENTIALS.expired);
      await submit.click();
      await page.getByRole('heading', { name: 'not accepted' }).waitFor();
      await credential.fill(CREDENTIALS.seven);
      await credential.press('Enter');
      await page.getByText('7 tokens', { exact: true }).waitFor();
      expect(await page.locator(':focus').textContent()).toBe('API tokens');
      expect(upstream.requests.at(-1)?.authorization).toBe(`Bearer ${CREDENTIALS.seven}`);
      const stored =
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
      expect(await page.evaluate(stored)).toBe('[{},{},""]');

      await page.getByRole('button', { name: 'Forget credential' }).click();
      await page.getByRole('heading', { name: 'A credential is needed' }).waitFor();
      expect(await rows(page).count()).toBe(0);
    });

    test.each(['light', 'dark'] as const)(
      'has no accessibility violation that axe finds, %s',
      async (colorScheme) => {
        const { page, upstream } = await visit({
          colorScheme,
          credential: CREDENTIALS.empty,
          prepare: (upstream) => {
            upstream.credential(CREDENTIALS.empty).tokens = ODD_TOKENS;
          },
        });
        await rows(page).first().waitFor();
        for (const row of await page.locator('.disclose').all()) await row.click();
        await page.evaluate(axe.source);

        expect(await violationsOn(page)).toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        expect(await violationsOn(page)).toEqual([]);
        upstream.injectFault(apiError(429, 971, { 'retry-after': '90' }));
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByRole('timer').waitFor();
        await page.getByRole('button', { name: 'Use a credential' }).click();
        await page.getByRole('button', { name: 'Show tokens' }).click();
        expect(await violationsOn(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      },
    );
  },
);

function apiError(status: number, code: number, headers = {}): Fault {
  const body = { success: false, errors: [{ code, message: 'no' }], messages: [], result: null };
  return { kind: 'response', status, body, headers };
}

const FAILURES: readonly { readonly fault: Fault; readonly title: string }[] = [
  { fault: { kind: 'reset' }, title: 'Cloudflare cannot be reached' },
  { fault: apiError(403, 9109), title: 'This credential may not list tokens' },
  { fault: apiError(400, 1234), title: 'Cloudflare refused the request' },
  {
    fault: { kind: 'response', status: 200, body: { success: true } },
    title: 'Cloudflare’s answer cannot be read',
  },
  { fault: { kind: 'reset' }, title: 'Cloudflare cannot be reached' },
];

const ACCOUNT = 'com.cloudflare.api.account.acc';
const ZONE = 'com.cloudflare.api.account.zone';

const ODD_TOKENS = [
  {
    id: '1',
    name: 'ends soon',
    status: 'active',
    last_used_on: '2026-11-24T10:00:00Z',
    expires_on: '2026-11-28T11:00:00Z',
  },
  {
    id: '2',
    name: 'ended',
    status: 'active',
    expires_on: '2026-10-31T11:00:00Z',
    condition: { request_ip: { in: [] } },
  },
  { id: '3', name: 'unreadable', status: 'active', policies: [{ id: 7 }] },
  {
    id: '4',
    status: 'revoked (exposed)',
    condition: { request_ip: { in: ['192.0.2.0/24', '2001:db8::/32'], not_in: ['192.0.2.7'] } },
  },
  {
    id: '5',
    name: 'all kinds',
    status: 'dormant',
    expires_on: '2027-12-31T11:00:00Z',
    condition: { request_ip: { not_in: ['2001:db8::/32'] } },
    policies: [
      {
        id: 'a',
        effect: 'allow',
        permission_groups: [
          { id: '4755a26eedb94da69e1066d98aa820be', name: 'DNS Write' },
          { id: '82e64a83756745bbbb1c9c2701bf816b' },
        ],
        resources: {
          [`${ZONE}.*`]: '*',
          'com.cloudflare.api.user.5e4': '*',
          'com.cloudflare.edge.r2.bucket.acc_eu_backups': '*',
        },
      },
      {
        id: 'b',
        effect: 'deny',
        permission_groups: [{ id: 'c8fed203ed3043cba015a93ad1616f1f', name: 'Zone Read' }],
        resources: { [ACCOUNT]: { [`${ZONE}.20e`]: '*', [`${ZONE}.*`]: 'read' } },
      },
      {
        id: 'c',
        effect: 'perhaps',
        permission_groups: [],
        resources: { 'com.example.thing.7': '*', 'com.cloudflare.api.account.*': '*' },
      },
    ],
  },
];

const COUNT_LAYOUT_SHIFTS = `
  layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) layoutShift += value;
  }).observe({ type: 'layout-shift', buffered: true });`;

const rows = (page: Page) => page.locator('tr.token:not(.skeleton)');
const namesOn = (page: Page) => page.locator('tbody .disclose').allTextContents();

function namesOf(upstream: CloudflareEmulator, which = (_: { status?: string }) => true): string[] {
  const tokens = upstream.credential(DEMO_CREDENTIAL).tokens as {
    name?: string;
    status?: string;
  }[];
  return tokens.filter(which).map(({ name = 'Unnamed token' }) => name);
}

/** The visible text, cell by cell. */
function cells(texts: readonly string[]): string[][] {
  return texts.map((text) => text.split('\t').map((cell) => cell.replace(/\s+/g, ' ').trim()));
}

async function scrollDown(page: Page): Promise<void> {
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
}

async function scrollUntil(page: Page, text: string | RegExp): Promise<void> {
  const countMatches = async () => {
    await scrollDown(page);
    return page.getByText(text, { exact: true }).count();
  };
  await expect.poll(countMatches, { timeout: 15_000 }).toBe(1);
}

/** The violations that axe finds, each with its elements. */
async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
