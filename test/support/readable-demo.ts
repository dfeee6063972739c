import { type CloudflareEmulator, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';

interface DemoRow {
  readonly expires_on?: unknown;
  readonly policies?: readonly { readonly effect: string | null }[] | null;
}

/** Takes the rows that cannot be read out of the demo's list, for tests that compare every row. */
export function readableDemo(upstream: CloudflareEmulator): void {
  const account = upstream.credential(DEMO_CREDENTIAL);
  account.tokens = (account.tokens as DemoRow[]).filter(
    ({ expires_on, policies }) =>
      typeof expires_on !== 'number' && !policies?.some(({ effect }) => effect === null),
  );
}
