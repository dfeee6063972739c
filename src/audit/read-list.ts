import type { AskAboutList, AuditError, AuditedToken } from './ask.ts';

/** What was read of a list. */
export interface ReadTokens {
  readonly tokens: readonly AuditedToken[];
  /** The number of rows that could not be read. */
  readonly unreadable: number;
  /** Why the list is incomplete; empty if all of it was read. */
  readonly problems: readonly string[];
}

/** Called before each page: how many rows are read, and how many the list has, as far as it is known. */
export type OnProgress = (rows: number, total: number | null) => void;

/** As often as the gateway itself reads a list that changes while it is read. */
const MAX_AUDIT_READS = 3;

/**
 * Reads all of a list. The total that Cloudflare gives must be the number of rows: if it is not, the
 * list may have changed in between, so both are read again.
 */
export async function readList(ask: AskAboutList, onProgress: OnProgress): Promise<ReadTokens> {
  for (let reads = 1; ; reads++) {
    const isFresh = reads > 1;
    const { list, errors } = await ask.total(isFresh);
    if (list === null) return incomplete([], errors.map(describeError));
    const { totalCount } = list;
    const read = await readRows(ask, isFresh, (rows) => onProgress(rows, totalCount));
    const rows = read.tokens.length + read.unreadable;
    const isSame = totalCount === null || totalCount === rows;
    // After a failure the number of rows says nothing.
    if (isSame || read.problems.length > read.unreadable) return read;
    if (reads < MAX_AUDIT_READS) continue;
    const problem = `Cloudflare says that there are ${totalCount} tokens, and lists ${rows}.`;
    return { ...read, problems: [...read.problems, problem] };
  }
}

type OnRows = (rows: number) => void;

async function readRows(ask: AskAboutList, isFresh: boolean, onRows: OnRows): Promise<ReadTokens> {
  const nodes: (AuditedToken | null)[] = [];
  const problems: string[] = [];
  let answer = await ask.page({ after: null, isFresh });
  for (;;) {
    const { list, errors } = answer;
    problems.push(
      ...errors.map((error) => `${rowOfError(error, nodes.length)}${describeError(error)}`),
    );
    if (list === null) return incomplete(nodes, problems);
    nodes.push(...list.edges.map(({ node }) => node));
    const { hasNextPage, endCursor } = list.pageInfo;
    if (!hasNextPage) return tokensAmong(nodes, problems);
    onRows(nodes.length);
    // Behind a cursor the gateway serves nothing older than the page that gave it.
    answer = await ask.page({ after: endCursor, isFresh: false });
  }
}

/** Which row of the list an error is about: in the page that was read behind so many rows. */
function rowOfError({ path = [] }: AuditError, rowsBefore: number): string {
  const index = path[path.indexOf('edges') + 1];
  return typeof index === 'number' ? `row ${rowsBefore + index + 1}: ` : '';
}

function describeError({ message, extensions }: AuditError): string {
  return `${extensions.code}: ${message}`;
}

/** The list ends where a page could not be read: not even if nothing says why is it a whole one. */
function incomplete(
  nodes: readonly (AuditedToken | null)[],
  problems: readonly string[],
): ReadTokens {
  const read = tokensAmong(nodes, problems);
  return problems.length > 0 ? read : { ...read, problems: ['The answer has no list.'] };
}

function tokensAmong(
  nodes: readonly (AuditedToken | null)[],
  problems: readonly string[],
): ReadTokens {
  const tokens = nodes.filter((node) => node !== null);
  return { tokens, unreadable: nodes.length - tokens.length, problems };
}
