import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium on this machine: `CHROMIUM_PATH`, or where Linux distributions put it; null without one. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM_PATH'], ...CANDIDATES].find((path) => path && existsSync(path)) ?? null;
