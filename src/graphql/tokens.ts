import type { SortDirection } from '../model/token-source.ts';
import { type Connection, connectionOf, lookAhead } from '../pagination/connection.ts';
import { type ConnectionArguments, readingFor, readWindow } from '../pagination/window.ts';
import type { Loaders } from './loaders.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
}

/** Arguments in, connection out. A null argument is one that was not given. */
export async function resolveTokens(args: TokensArguments, loaders: Loaders): Promise<Connection> {
  const list = {
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  } as const;
  const window = readWindow(list, args);
  const reading = readingFor(window);
  const rows = await loaders.rows.load({ list, reading });
  const further = lookAhead(reading, rows);
  const enough = further === null ? rows : await loaders.rows.load({ list, reading: further });
  return connectionOf(window, reading, enough);
}
