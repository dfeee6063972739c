import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of Chromium: `CHROMIUM_PATH`, or a path of the Linux distributions; null if there is none. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM_PATH'], ...CANDIDATES].find((path) => path && existsSync(path)) ?? null;
