import { readFile } from 'node:fs/promises';

/** A tab of a first visit. */
export interface Example {
  /** The operation's name, which GraphiQL shows as the title of its tab. */
  readonly name: string;
  /** What the operation answers, in words: the comment in its first line. */
  readonly question: string;
  readonly query: string;
  /** As JSON; null if the operation has none. */
  readonly variables: string | null;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

interface ExampleFile {
  readonly file: string;
  readonly variables?: object;
}

/** An account of the demo and one of its zones. With another credential: some of yours. */
const ACCOUNT = 'acc00000000000000000000000000004';
const ZONE = '20e00000000000000000000000000001';

/** In the order of the tabs. The files are typed and tested like every operation. */
const GROUPS: readonly { readonly title: string; readonly files: readonly ExampleFile[] }[] = [
  {
    title: 'Start here',
    files: [
      { file: 'tokens' },
      { file: 'summary', variables: { filter: null } },
      { file: 'who-am-i' },
    ],
  },
  {
    title: 'Expiry',
    files: [
      { file: 'never-expires', variables: { first: 100, after: null } },
      { file: 'expires-within', variables: { days: 30, first: 100, after: null } },
    ],
  },
  {
    title: 'Use and changes',
    files: [
      { file: 'never-used', variables: { first: 100, after: null } },
      { file: 'unused-for', variables: { days: 90, first: 100, after: null } },
      {
        file: 'unchanged-since',
        variables: { date: '2026-01-01T00:00:00Z', first: 100, after: null },
      },
    ],
  },
  {
    title: 'Addresses',
    files: [
      { file: 'usable-from-anywhere', variables: { first: 100, after: null } },
      { file: 'usable-from-address', variables: { address: '192.0.2.1', first: 100, after: null } },
    ],
  },
  {
    title: 'Permissions',
    files: [
      { file: 'writes-to-all-zones', variables: { first: 100, after: null } },
      { file: 'creates-tokens', variables: { first: 100, after: null } },
      { file: 'touches-zone', variables: { zone: ZONE, first: 100, after: null } },
    ],
  },
  {
    title: 'Accounts',
    files: [
      { file: 'account-tokens', variables: { account: ACCOUNT, first: 10, after: null } },
      { file: 'account-summary', variables: { account: ACCOUNT, filter: null } },
    ],
  },
  {
    title: 'Pages and policies',
    files: [
      { file: 'walk-the-list', variables: { first: 10, after: null } },
      { file: 'nested-resources' },
    ],
  },
];

/** Two levels up from here, both in a checkout (`src`) and in the package (`dist`). */
const OPERATIONS = new URL('../../schema/operations/', import.meta.url);

export function readExamples(): Promise<readonly ExampleGroup[]> {
  return Promise.all(
    GROUPS.map(async ({ title, files }) => ({
      title,
      examples: await Promise.all(files.map(readExample)),
    })),
  );
}

async function readExample({ file, variables }: ExampleFile): Promise<Example> {
  const query = await readFile(new URL(`${file}.graphql`, OPERATIONS), 'utf8');
  const [, question, name] = /^# (.*)\nquery (\w+)/.exec(query) ?? [];
  if (question === undefined || name === undefined) {
    throw new Error(`${file}.graphql does not begin with a comment and a query`);
  }
  const json = variables ? JSON.stringify(variables, null, 2) : null;
  return { name, question, query, variables: json };
}
