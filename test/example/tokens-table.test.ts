import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { ACCOUNTS, CREDENTIALS, DEMO_CREDENTIAL, type Fault } from '../../src/emulator/index.ts';
import { chromiumPath } from '../support/chromium.ts';
import { createTestClock } from '../support/clock.ts';
import { readDocument } from '../support/documents.ts';
import { type Example, openExample, type Visit, type VisitOptions } from '../support/example.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const mustRun = process.env['CI'] === 'true';
if (chromiumPath === null && !mustRun) {
  process.stderr.write('SKIPPED: the browser tests need Chromium (apt-get install chromium)\n');
}

describe.skipIf(chromiumPath === null && !mustRun)('the example in Chromium', () => {
  let example: Example;
  let currentVisit: Visit;

  beforeAll(async () => {
    example = await openExample();
  });
  afterAll(() => example?.close());

  afterEach(() => {
    const { requestedUrls, origin, pageErrors } = currentVisit;
    expect(
      requestedUrls.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:')),
    ).toEqual([]);
    expect(pageErrors).toEqual([]);
  });

  async function visit(options: VisitOptions = {}): Promise<Visit> {
    currentVisit = await example.visit(options);
    return currentVisit;
  }

  /** The first rows of an operation of the repository, asked without the page. */
  async function namesFrom(file: string, variables: object): Promise<string[]> {
    const query = readDocument(`schema/operations/${file}.graphql`);
    const response = await fetch(`${currentVisit.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { first: 50, ...variables } }),
    });
    const { data } = JSON.parse(await response.text());
    return data.tokens.nodes.flatMap((node: { name: string | null } | null) =>
      node === null ? [] : [node.name ?? 'Unnamed token'],
    );
  }

  const ZONE = { zone: '6d79476c9cfd8b5e25878f5d03c55406' };
  const YEAR_AGO = { date: '2025-11-24T00:00:00Z' };
  /** The label, the value that is typed (null: as the page suggests), and the question of the documents. */
  const QUESTIONS = [
    ['Never expire', null, 'never-expires', {}],
    ['Expire within …', '7', 'expires-within', { days: 7 }],
    ['Never used', null, 'never-used', {}],
    ['Unused for …', '300', 'unused-for', { days: 300 }],
    ['Usable from anywhere', null, 'usable-from-anywhere', {}],
    ['Usable from …', '198.51.100.30', 'usable-from-address', { address: '198.51.100.30' }],
    ['Write to all zones or accounts', null, 'writes-to-all-zones', {}],
    ['Create tokens', null, 'creates-tokens', {}],
    ['Touch zone …', ZONE.zone, 'touches-zone', ZONE],
    ['Unchanged since …', null, 'unchanged-since', YEAR_AGO],
  ] as const;

  test('answers each of the ten questions by mouse', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    const questions = page.getByRole('navigation', { name: 'Questions' });

    for (const [label, value, file, variables] of QUESTIONS) {
      await click(questions.getByRole('link', { name: label, exact: true }));
      await expect
        .poll(() => questions.locator('[aria-current]').allTextContents())
        .toEqual([label]);
      if (value !== null) {
        await click(questions.getByRole('textbox').or(questions.getByRole('spinbutton')));
        await page.keyboard.press('Control+A');
        await page.keyboard.type(value);
        await click(questions.getByRole('button', { name: 'Ask' }));
      }
      const expected = await namesFrom(file, variables);
      await eventually(() => namesOn(page), { message: label }).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
      await expect
        .poll(() => statusOf(page))
        .toMatch(/^\d+ (of \d+ )?tokens?, and 2 rows that cannot/);
    }
    await click(questions.getByRole('link', { name: 'Unchanged since …' }));
    await expect
      .poll(() => statusOf(page))
      .toBe('50 of 123 tokens, and 2 rows that cannot be read');
    expect(await questions.locator('[aria-current]').count()).toBe(0);
  });

  test('answers each of the ten questions by keyboard alone', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    const questions = page.getByRole('navigation', { name: 'Questions' });

    for (const [label, value, file, variables] of QUESTIONS) {
      await tabTo(page, questions.getByRole('link', { name: label, exact: true }));
      await page.keyboard.press('Enter');
      await expect
        .poll(() => questions.locator('[aria-current]').allTextContents())
        .toEqual([label]);
      if (value !== null) {
        await tabTo(page, questions.getByRole('textbox').or(questions.getByRole('spinbutton')));
        await page.keyboard.press('Control+A');
        await page.keyboard.type(value);
        await page.keyboard.press('Enter');
      }
      const expected = await namesFrom(file, variables);
      await eventually(() => namesOn(page), { message: label }).toEqual(expected);
    }
  });

  test('leads the keyboard from the skip link to the first token, and opens it', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    const focused = page.locator(':focus');

    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toBe('Skip to the tokens');
    expect(await focused.evaluate((link) => link.getBoundingClientRect().top)).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    // The headers that sort, then the first row.
    for (let stops = 0; stops < 6; stops++) await page.keyboard.press('Tab');
    expect(await focused.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    await page.keyboard.press('Space');
    expect(await focused.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('list', { name: 'Policies' }).waitFor();
    await page.keyboard.press('Space');
    expect(await page.getByRole('list', { name: 'Policies' }).count()).toBe(0);
  });

  test('counts by finding, filters by the count that is clicked, and says that the data is made up', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    await page.getByText('Every token on this page is made up').waitFor();
    const findings = page.getByRole('navigation', { name: 'Findings' });
    const cards = findings.locator('.card');
    expect(
      await cards.allInnerTexts().then((texts) => texts.map((text) => text.split(/\s+/)[0])),
    ).toEqual(['1', '1', '1', '7', '34', '23', '10', '13', '1', '1']);

    for (const [index, tag] of [
      'Exposed',
      'Creates tokens',
      'Active past expiry',
      'Broad write',
    ].entries()) {
      const count = Number(await cards.nth(index).locator('strong').textContent());
      await click(cards.nth(index));
      await eventually(() => statusOf(page)).toMatch(new RegExp(`^${count} tokens?, and 2`));
      expect(await findings.locator('[aria-current]').allInnerTexts()).toEqual([
        expect.stringContaining(tag),
      ]);
      for (const row of await rowsOf(page).all()) {
        expect(await row.locator('.tag').allTextContents()).toContain(tag);
      }
    }
    // Risk is red or orange, and what is harmless is grey.
    const colours = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.card strong')].map((each) => getComputedStyle(each).color)`,
    );
    expect(new Set(colours.slice(1, 4)).size).toBe(1);
    expect(new Set([colours[1], colours[4], colours[7]]).size).toBe(3);
    await click(cards.nth(3));
    await eventually(() => statusOf(page)).toMatch(/^50 of 123 tokens/);
  });

  test('sorts by the column whose header is clicked, and turns the order at the second click', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    const columns = [
      ['Last used', 4],
      ['Issued', 6],
      ['Changed', 7],
      ['Expires', 5],
    ] as const;

    for (const [title, column] of columns) {
      const header = page.getByRole('columnheader', { name: title });
      for (const order of ['ascending', 'descending']) {
        await click(header.getByRole('link'));
        await eventually(() => header.getAttribute('aria-sort')).toBe(order);
        await settled(page);
        const dates = await page.evaluate<string[]>(
          `[...document.querySelectorAll('tr.token > :nth-child(${column})')].map((cell) =>
            cell.querySelector('time')?.dateTime ?? '${title === 'Expires' ? '9' : '0'}')`,
        );
        const sorted = dates.toSorted();
        expect(dates).toEqual(order === 'ascending' ? sorted : sorted.reverse());
      }
      expect(await page.locator('[aria-sort]').count()).toBe(1);
    }
    await click(page.getByRole('columnheader', { name: 'Token' }).getByRole('link'));
    await eventually(() => namesOn(page).then(([first]) => first)).toBe('Unnamed token');
  });

  test('searches, keeps everything in its address, and goes back', async () => {
    const { page } = await visit();
    await rowsOf(page).first().waitFor();
    await click(page.getByRole('link', { name: 'Usable from anywhere' }));
    await click(page.getByRole('searchbox', { name: 'Search names' }));
    await page.keyboard.type('WRANGLER');
    await eventually(() => namesOn(page).then((names) => names.length)).toBe(6);
    await click(page.getByRole('columnheader', { name: 'Issued' }).getByRole('link'));
    await click(page.getByRole('checkbox', { name: 'Include expired' }));
    await settled(page);
    const shown = await namesOn(page);
    expect(shown.every((name) => name.startsWith('wrangler'))).toBe(true);
    expect(new URL(page.url()).search).toBe(
      '?ask=usable-from-anywhere&q=WRANGLER&sort=ISSUED_ON&expired',
    );

    const { page: other } = await visit({ path: new URL(page.url()).search });
    await eventually(() => namesOn(other)).toEqual(shown);
    expect(await other.getByRole('searchbox').inputValue()).toBe('WRANGLER');
    expect(await other.getByRole('checkbox').isChecked()).toBe(true);
    expect(await other.locator('[aria-current]').allTextContents()).toEqual([
      'My tokens',
      'Usable from anywhere',
    ]);
    expect(await other.locator('[aria-sort]').textContent()).toMatch('Issued');

    await other.reload();
    await eventually(() => namesOn(other)).toEqual(shown);
    await click(other.getByRole('button', { name: 'Clear filters' }));
    await eventually(() => statusOf(other)).toMatch(/^50 of/);
    await other.goBack();
    await eventually(() => namesOn(other)).toEqual(shown);
  });

  test('ignores an address that makes no sense', async () => {
    const { page } = await visit({
      path: '?ask=everything&finding=NONE&sort=__proto__&desc=maybe',
    });
    await eventually(() => statusOf(page)).toMatch(/^50 of 123 tokens/);
    expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  });

  test('downloads what is shown as CSV, with formulas as text', async () => {
    const { page } = await visit({
      credential: CREDENTIALS.empty,
      prepare: (upstream) => {
        upstream.credential(CREDENTIALS.empty).tokens = [
          { id: 'a', name: '=HYPERLINK("https://example.com","x")', status: 'active' },
          { id: 'b', name: ' @SUM(A1), "two"', status: 'disabled' },
          { id: 'c', name: 'line\none \u202eesrever', status: 'active' },
          { id: 'd', name: 'hidden by the search', status: 'active' },
          { id: 7 },
        ];
      },
      path: '?q=&sort=NAME',
    });
    await eventually(() => statusOf(page)).toBe('4 tokens, and 1 row that cannot be read');
    await click(page.getByRole('link', { name: 'Never expire', exact: true }));
    await settled(page);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      click(page.getByRole('button', { name: 'CSV of 3 rows' })),
    ]);

    expect(download.suggestedFilename()).toBe('tokens.csv');
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffname,id,status,findings,reasons,"last used",expires,issued,changed,addresses,permissions',
    );
    expect(lines.slice(1).map((line) => line.slice(0, line.indexOf('ACTIVE')))).toEqual([
      `"'=HYPERLINK(""https://example.com"",""x"")",a,`,
      '"line\ufffdone \ufffdesrever",c,',
      '"hidden by the search",d,',
      '',
    ]);
    await click(page.getByRole('button', { name: 'Clear filters' }));
    await settled(page);
    const [whole] = await Promise.all([
      page.waitForEvent('download'),
      click(page.getByRole('button', { name: 'CSV of 4 rows' })),
    ]);
    expect(readFileSync(await whole.path(), 'utf8')).toContain(`"' @SUM(A1), ""two""",b,DISABLED,`);
  });

  test('switches to an account that policies name, to one by its id, and back', async () => {
    const { page, upstream } = await visit();
    await rowsOf(page).first().waitFor();
    const places = page.getByRole('navigation', { name: 'Whose tokens' });
    const mine = await namesOn(page);

    await click(places.getByRole('link', { name: `Account ${ACCOUNTS.sixty}` }));
    await eventually(() => statusOf(page)).toMatch(/^50 of 5\d tokens, and 1 row/);
    expect(await places.locator('[aria-current]').textContent()).toContain(ACCOUNTS.sixty);
    await click(rowsOf(page).nth(1).getByRole('button'));
    await page.getByText('Made by').waitFor();

    await click(places.getByRole('textbox', { name: 'Account id' }));
    await page.keyboard.type(ACCOUNTS.four);
    await click(places.getByRole('button', { name: 'Show' }));
    await eventually(() => statusOf(page)).toBe('4 tokens');
    expect(upstream.requests.at(-1)?.path).toBe(`/accounts/${ACCOUNTS.four}/tokens`);
    expect(new URL(page.url()).search).toBe(`?account=${ACCOUNTS.four}`);

    await click(places.getByRole('textbox', { name: 'Account id' }));
    await page.keyboard.type('production');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('The gateway does not understand a value').waitFor();
    expect(await rowsOf(page).count()).toBe(0);

    await click(places.getByRole('link', { name: 'My tokens' }));
    await eventually(() => namesOn(page)).toEqual(mine);
    expect(await alert.count()).toBe(0);
  });

  test('shows why there are findings and what a token may do, and leads from a zone to its tokens', async () => {
    const { page } = await visit({ path: '?q=terraform%3A+all+zones+(storefront)' });
    await click(rowsOf(page).first().getByRole('button'));

    expect(
      await page.getByRole('list', { name: 'Findings' }).getByRole('listitem').allInnerTexts(),
    ).toEqual([
      expect.stringMatching(
        /^high\s+It has "DNS Write", "Zone Settings Write" on all zones of account/,
      ),
      expect.stringMatching(/^medium\s+It never expires\. It was issued on 2025-12-26/),
    ]);
    const policies = page.getByRole('list', { name: 'Policies' }).locator('.policy');
    expect((await policies.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      `Allows DNS WriteZone Settings Write in account ${ACCOUNTS.many} all zones`,
      `Denies Zone Settings Write zone ${ZONE.zone}`,
    ]);
    const [cells = ''] = await rowsOf(page).first().allInnerTexts();
    const row = cells.replace(/\s+/g, ' ');
    expect(row).toBe(
      'terraform: all zones (storefront) Broad write Never expires Active 40 minutes ago 24 Nov 2026 ' +
        'Never 10 months ago 26 Dec 2025 10 months ago 26 Dec 2025',
    );

    await click(page.getByRole('button', { name: 'Clear filters' }));
    await click(page.getByRole('link', { name: 'Broad write' }));
    await click(rowsOf(page).filter({ hasText: 'storefront)' }).first().getByRole('button'));
    await click(policies.getByRole('link', { name: ZONE.zone }));
    const questions = page.getByRole('navigation', { name: 'Questions' });
    await expect
      .poll(() => questions.locator('[aria-current]').allTextContents())
      .toEqual(['Touch zone …']);
    expect(await questions.getByRole('textbox').inputValue()).toBe(ZONE.zone);
  });

  test('shows more until every row is shown once, and keeps them if a page fails', async () => {
    const { page, upstream } = await visit({ gateway: { cacheTtlMs: 0 } });
    await rowsOf(page).first().waitFor();
    const more = page.getByRole('button', { name: 'Show more' });
    upstream.injectFault({ kind: 'reset' }, 9);
    await click(more);
    await page.getByRole('alert').getByText('Cloudflare cannot be reached').waitFor();
    expect(await rowsOf(page).count()).toBe(50);
    await click(page.getByRole('button', { name: 'Try again' }));
    await eventually(() => rowsOf(page).count()).toBe(100);
    await click(more);
    await eventually(() => rowsOf(page).count()).toBe(123);

    expect(await statusOf(page)).toBe('123 tokens, and 2 rows that cannot be read');
    expect(await more.count()).toBe(0);
    const names = (
      upstream.credential(DEMO_CREDENTIAL).tokens as { name?: string; status: string }[]
    )
      .filter(({ status }, index) => status !== 'expired' && index !== 57 && index !== 101)
      .map(({ name = 'Unnamed token' }) => name);
    expect((await namesOn(page)).toSorted()).toEqual(names.toSorted());
    const unreadable = await page.locator('tr.unreadable').allInnerTexts();
    expect(unreadable.toSorted()).toEqual([
      expect.stringMatching(/cannot be read.*\s.*effect: expected a string, got null/),
      expect.stringMatching(/cannot be read.*\s.*expires_on: expected a string, got a number/),
    ]);
  });

  test('refreshes past the gateway’s cache', async () => {
    const { page, upstream } = await visit({ gateway: { cacheTtlMs: 3_600_000 } });
    await rowsOf(page).first().waitFor();
    const account = upstream.credential(DEMO_CREDENTIAL);
    const [first, ...others] = account.tokens as object[];
    account.tokens = [{ ...first, name: 'renamed meanwhile', expires_on: null }, ...others];

    await click(page.getByRole('searchbox'));
    await page.keyboard.type('renamed');
    await eventually(() => statusOf(page)).toMatch(/^0 tokens/);
    await click(page.getByRole('button', { name: 'Refresh' }));
    await eventually(() => namesOn(page)).toEqual(['renamed meanwhile']);
  });

  test('says that nothing matches, and that there are no tokens', async () => {
    const { page } = await visit({ credential: CREDENTIALS.seven });
    await eventually(() => statusOf(page)).toBe('7 tokens');
    expect(await page.getByText('made up').count()).toBe(0);
    await click(page.getByRole('searchbox'));
    await page.keyboard.type('no such token');
    await page.getByRole('heading', { name: 'No tokens' }).waitFor();
    expect(await statusOf(page)).toBe('0 tokens');
    expect(await page.getByRole('table').count()).toBe(0);
    await click(page.getByRole('button', { name: 'Clear filters' }));
    await eventually(() => rowsOf(page).count()).toBe(7);
  });

  test('does not shift its layout while the first tokens load', async () => {
    const response = withResolvers();
    const { page } = await visit({
      credential: CREDENTIALS.seven,
      prepare: async (upstream, page) => {
        await page.addInitScript(COUNT_LAYOUT_SHIFTS);
        upstream.injectFault({ kind: 'slow', until: response.promise }, 2);
      },
    });
    await page.locator('.skeleton').first().waitFor();
    expect(await statusOf(page)).toBe('Loading…');
    expect(await page.locator('.card').count()).toBe(await page.locator('.card.none').count());
    expect(await page.getByRole('table').getAttribute('aria-busy')).toBe('true');

    response.resolve();
    await rowsOf(page).first().waitFor();
    expect(await page.getByRole('table').getAttribute('aria-busy')).toBe('false');
    expect(await page.evaluate('layoutShift')).toBeLessThan(0.01);
  });

  test('describes each failure, and retries on request', async () => {
    const { page, upstream, pageErrors } = await visit({
      credential: CREDENTIALS.seven,
      path: `?account=${ACCOUNTS.four}`,
    });
    await rowsOf(page).first().waitFor();
    const alert = page.getByRole('alert');
    let again = page.getByRole('button', { name: 'Refresh' });

    for (const { fault, title } of FAILURES) {
      upstream.injectFault(fault, fault.kind === 'reset' ? 3 : 1);
      await click(again);
      await alert.getByText(title).waitFor();
      again = page.getByRole('button', { name: 'Try again' });
    }
    await page.route('**/graphql', (route) => route.abort());
    await click(again);
    await alert.getByText('The gateway cannot be reached').waitFor();
    expect(pageErrors.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);

    await page.unroute('**/graphql');
    await click(again);
    await rowsOf(page).first().waitFor();
    expect(await alert.count()).toBe(0);
  });

  test('counts down until a retry is allowed, and sends nothing before', async () => {
    const clock = createTestClock();
    const { page, upstream } = await visit({
      clock,
      credential: CREDENTIALS.seven,
      prepare: (upstream) => upstream.injectFault(apiError(429, 971, { 'retry-after': '90' }), 2),
    });
    await page.getByRole('alert').getByText('Too many requests').waitFor();
    const again = page.getByRole('button', { name: 'Try again' });
    expect(await page.getByRole('timer').textContent()).toMatch(/^1:(30|2\d)$/);
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    const sent = upstream.requests.length;
    await again.click({ force: true });
    await page.clock.runFor(60_000);
    expect(await page.getByRole('timer').textContent()).toMatch(/^0:(30|2\d)$/);

    clock.advance(90_000);
    await page.clock.runFor(31_000);
    await page.getByText('You can try again now.').waitFor();
    expect(upstream.requests).toHaveLength(sent);
    await click(again);
    await rowsOf(page).first().waitFor();
  });

  test('asks for a credential, shows that a bad one is refused, and stores and keeps none', async () => {
    const { page, upstream, requestedUrls, pageErrors } = await visit({ credential: null });
    const credential = page.getByRole('textbox', { name: 'Credential' });
    const submit = page.getByRole('button', { name: 'Show tokens' });
    await page.getByRole('heading', { name: 'A credential is needed' }).waitFor();
    expect(await page.evaluate('document.activeElement.type')).toBe('password');

    const requestsBefore = requestedUrls.length;
    await page.keyboard.type('no credential at all');
    await click(submit);
    await page.getByText('contains only letters, digits').waitFor();
    expect(requestedUrls).toHaveLength(requestsBefore);

    await credential.fill(CREDENTIALS.expired);
    await click(submit);
    await page.getByRole('heading', { name: 'not accepted' }).waitFor();
    await page.getByText(/Invalid (access token|API Token)/).waitFor();
    await credential.fill(CREDENTIALS.seven);
    await page.keyboard.press('Enter');
    await eventually(() => statusOf(page)).toBe('7 tokens');
    expect(await page.locator(':focus').textContent()).toBe('API tokens');
    expect(upstream.requests.at(-1)?.authorization).toBe(`Bearer ${CREDENTIALS.seven}`);
    await page.getByText('This page uses the token 70c00000000000000000000000000006').waitFor();
    const stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(stored)).toBe('[{},{},""]');
    expect(page.url()).not.toContain(CREDENTIALS.seven);

    await click(page.getByRole('button', { name: 'Forget credential' }));
    await page.getByRole('heading', { name: 'A credential is needed' }).waitFor();
    expect(await rowsOf(page).count()).toBe(0);
    // The browser itself names the answers that were refused.
    for (const message of pageErrors.splice(0)) expect(message).toContain('401');
  });

  test.each(['light', 'dark'] as const)(
    'has no accessibility violation that axe finds, %s, on a desktop and on a phone',
    async (colorScheme) => {
      const { page, upstream } = await visit({ colorScheme, gateway: { cacheTtlMs: 0 } });
      await rowsOf(page).first().waitFor();
      await page.getByText('made up').waitFor();
      if (colorScheme === 'light') await takeScreenshot(page);
      await page.evaluate(axe.source);
      await click(page.getByRole('link', { name: 'Unused for …' }));
      await settled(page);
      const filters = page.getByRole('button', { name: /^Filters/ });
      expect(await filters.count()).toBe(0);
      for (const row of await page.locator('.disclose').all()) await row.click();

      for (const [width, height] of [
        [1280, 800],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await violationsOn(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      await click(filters);
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      upstream.injectFault(apiError(429, 971, { 'retry-after': '90' }));
      await click(page.getByRole('button', { name: 'Refresh' }));
      await page.getByRole('timer').waitFor();
      await click(page.getByRole('button', { name: 'Use a credential' }));
      await click(page.getByRole('button', { name: 'Show tokens' }));
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    },
  );

  test('shows the first token at once on a phone, and keeps the filters behind a button', async () => {
    const { page } = await visit({ viewport: PHONE });
    await rowsOf(page).first().waitFor();
    await page.getByText('made up').waitFor();
    const box = await rowsOf(page).first().boundingBox();
    expect(box?.y).toBeLessThan(320);
    const questions = page.getByRole('navigation', { name: 'Questions' });
    expect(await questions.isVisible()).toBe(false);

    const filters = page.getByRole('button', { name: /^Filters/ });
    await tabTo(page, filters);
    await page.keyboard.press('Enter');
    expect(await filters.getAttribute('aria-expanded')).toBe('true');
    await tabTo(page, questions.getByRole('link', { name: 'Never used' }));
    await page.keyboard.press('Enter');
    await eventually(() => statusOf(page)).toMatch(/^\d tokens/);
    expect(await filters.textContent()).toBe('Filters (1)');
    await click(filters);
    expect(await questions.isVisible()).toBe(false);
    await click(page.getByRole('button', { name: 'Clear filters' }));
    await eventually(() => filters.textContent()).toBe('Filters');
  });

  test.each([
    ['desktop', { width: 1280, height: 800 }],
    ['phone', PHONE],
  ])(
    'cuts the longest names to two lines until their row is open, on a %s',
    async (_name, viewport) => {
      const names = ['W'.repeat(120), `${'a name of many words '.repeat(6)}end`.slice(-120)];
      const { page } = await visit({
        viewport,
        credential: CREDENTIALS.empty,
        prepare: (upstream) => {
          upstream.credential(CREDENTIALS.empty).tokens = names.map((name, index) => ({
            ...{ id: String(index), name, status: 'active' },
          }));
        },
      });
      await rowsOf(page).first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      for (const name of names) {
        const button = page.getByRole('button', { name });
        const text = button.getByTitle(name);
        const heightOf = async () => (await text.boundingBox())?.height ?? 0;
        const twoLines = await heightOf();
        expect(twoLines).toBeLessThan(50);
        await click(button);
        expect(await heightOf()).toBeGreaterThan(twoLines);
        await click(button);
      }
    },
  );

  test('sorts on a phone, where the table has no header', async () => {
    const { page } = await visit({ viewport: PHONE });
    await rowsOf(page).first().waitFor();
    expect(await page.getByRole('columnheader').count()).toBe(0);
    await click(page.getByRole('button', { name: 'Filters' }));
    await tabTo(page, page.getByRole('combobox', { name: 'Sort by' }));
    await page.keyboard.type('Issued');
    await settled(page);
    expect(new URL(page.url()).search).toBe('?sort=ISSUED_ON');
    await eventually(() => namesOn(page).then(([first]) => first)).toBe('old Jenkins (docs)');
  });
});

const PHONE = { width: 390, height: 844 };

/** A click of a real mouse: it moves there, and the press takes as long as a person's. */
async function click(target: Locator): Promise<void> {
  await target.click({ delay: 70 });
}

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 200; presses++) {
    if (await hasFocus()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}

async function settled(page: Page): Promise<void> {
  await page.locator('table[aria-busy=false]').waitFor();
}

async function takeScreenshot(page: Page): Promise<void> {
  const path = process.env['SCREENSHOT'];
  if (path === undefined) return;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await click(rowsOf(page).first().getByRole('button'));
  await page.screenshot({ path, type: 'png' });
  await click(rowsOf(page).first().getByRole('button'));
}

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

const COUNT_LAYOUT_SHIFTS = `
  layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) layoutShift += value;
  }).observe({ type: 'layout-shift', buffered: true });`;

/** A busy machine needs longer than Vitest's second. */
const eventually = <T>(read: () => T, options: { readonly message?: string } = {}) =>
  expect.poll(read, { timeout: 15_000, ...options });

const rowsOf = (page: Page) => page.locator('tr.token:not(.skeleton)');
const namesOn = (page: Page) => page.locator('tbody .disclose').allTextContents();
const statusOf = (page: Page) => page.getByRole('status').textContent();

/** The violations that axe finds, each with its elements. */
async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
