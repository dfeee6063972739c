import { gatewayOptionsOf } from '../config/gateway-options.ts';
import type { Clock } from '../lib/clock.ts';
import { loadGateway, loadYoga } from '../load-gateway.ts';
import type { Log } from '../model/log.ts';
import { openUpstream } from '../open-upstream.ts';
import type { AuditRequest } from './arguments.ts';
import { askAbout } from './ask.ts';
import { PAGE_ROWS } from './document.ts';
import type { Notes } from './notes.ts';
import { readList } from './read-list.ts';
import { countOf, type ListReport } from './report.ts';

/** Reads all lists through a gateway of its own, one after the other. */
export async function readAllLists(
  { config, owners }: Pick<AuditRequest, 'config' | 'owners'>,
  clock: Clock | undefined,
  notes: Notes,
): Promise<readonly ListReport[]> {
  const { options, description, close } = await openUpstream(config, clock);
  notes.say(`Upstream: ${description}`);
  const createGateway = await loadGateway();
  const ports = { log: bugsOnly(notes), loadYoga, ...(clock && { clock }) };
  const gateway = createGateway({ ...options, ...gatewayOptionsOf(config) }, ports);
  try {
    const lists: ListReport[] = [];
    for (const account of owners) {
      const read = await readList(askAbout(gateway, account), (rows, total) => {
        const hasPages = total === null || total > PAGE_ROWS;
        if (hasPages) notes.progress(`Reading ${ownerOf(account)}: ${rows} of ${total ?? '?'}`);
      });
      lists.push({ account, ...read });
      sayList(notes, { account, ...read }, config.upstream.kind === 'embedded');
    }
    return lists;
  } finally {
    await gateway.close();
    await close();
  }
}

/** Failures of Cloudflare are in the answers; what else goes wrong is only in the log. */
function bugsOnly(notes: Notes): Log {
  return {
    info() {},
    warn() {},
    error: (message, { error } = {}) => notes.say(`${message}: ${String(error)}`),
  };
}

/** A long list of the same problem helps nobody. */
const MAX_PROBLEMS = 10;

const HOW_TO_READ_AN_ACCOUNT =
  'A token that belongs to an account reads that account: add --account and its id.';

const WHAT_TO_DO_WITH_ROWS =
  "Look at these rows in Cloudflare's dashboard: the audit does not know what these tokens may do. " +
  "Rows are counted in the order of Cloudflare's list.";

const ON_PURPOSE =
  'The demonstration has such rows on purpose. A list without them ends with 0 or 1.';

function sayList(
  notes: Notes,
  { account, tokens, unreadable, problems }: ListReport,
  isDemo: boolean,
): void {
  const rows = unreadable === 0 ? '' : `, and ${unreadable} that cannot be read`;
  notes.say(`${ownerOf(account)}: ${countOf(tokens)}${rows}`);
  for (const problem of problems.slice(0, MAX_PROBLEMS)) notes.say(`  ${problem}`);
  const more = problems.length - MAX_PROBLEMS;
  if (more > 0) notes.say(`  and ${more} more problems`);
  if (unreadable > 0) notes.say(`  ${WHAT_TO_DO_WITH_ROWS}`);
  if (unreadable > 0 && isDemo) notes.say(`  ${ON_PURPOSE}`);
  const isForbidden = problems.some((problem) => problem.startsWith('FORBIDDEN'));
  if (account === null && isForbidden) notes.say(`  ${HOW_TO_READ_AN_ACCOUNT}`);
}

function ownerOf(account: string | null): string {
  return account === null ? 'the user' : `account ${account}`;
}
