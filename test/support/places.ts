import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

import { emulatedCredential } from '../../src/emulator/credentials.ts';
import { type CloudflareEmulator, CREDENTIALS } from '../../src/emulator/index.ts';
import type { ClientError, TestGateway } from './gateway.ts';

const ACCOUNT_ID = 'acc0000000000000000000000000000f';

/**
 * Where the lists of the tests are. What holds for a user's list holds for an account's, so
 * `LIST_PLACE=account` runs the same tests there.
 */
export const LIST_ACCOUNT = process.env['LIST_PLACE'] === 'account' ? ACCOUNT_ID : null;

/**
 * A gateway for tests that are written for the tokens of a user. In an account, each `tokens` at the
 * root of their documents becomes that of the account, and each list that they add is the account's.
 */
export function inListPlace(gateway: TestGateway): TestGateway {
  if (LIST_ACCOUNT === null) return gateway;
  const ask: TestGateway['ask'] = async (document, variables, options) => {
    const answer = await gateway.ask(inAccount(document), variables, options);
    return { ...answer, data: fromAccount(answer.data), errors: answer.errors.map(pathAsOfUser) };
  };
  return {
    ...gateway,
    upstream: ownedByAccount(gateway.upstream),
    ask,
    query: (document, variables, options) => ask(String(document), variables ?? {}, options),
  };
}

function ownedByAccount(upstream: CloudflareEmulator): CloudflareEmulator {
  for (const secret of [CREDENTIALS.demo, CREDENTIALS.seven, CREDENTIALS.large]) {
    const account = upstream.credential(secret);
    account.accounts.set(ACCOUNT_ID, account);
  }
  return {
    ...upstream,
    addCredential(secret, tokens, { accounts = new Map() } = {}) {
      const list = emulatedCredential(tokens);
      upstream.addCredential(secret, [], { accounts: new Map([...accounts, [ACCOUNT_ID, list]]) });
      return list;
    },
  };
}

const ID_ARGUMENT: ArgumentNode = {
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: 'id' },
  value: { kind: Kind.STRING, value: ACCOUNT_ID },
};

/** The document with each `tokens` at its root as that of the account, under the same key. */
export function inAccount(text: string): string {
  if (LIST_ACCOUNT === null) return text;
  const document = parse(text);
  return print(
    visit(document, {
      OperationDefinition: (operation: OperationDefinitionNode) => ({
        ...operation,
        selectionSet: ofAccount(operation.selectionSet),
      }),
      FragmentDefinition: (fragment: FragmentDefinitionNode) =>
        fragment.typeCondition.name.value === 'Query'
          ? { ...fragment, selectionSet: ofAccount(fragment.selectionSet) }
          : undefined,
      NamedType: ({ name }) =>
        name.value.startsWith('Token') && NAMES.has(name.value)
          ? { kind: Kind.NAMED_TYPE, name: { ...name, value: `Account${name.value}` } }
          : undefined,
      Field: {
        // A row's `id` is its own in both places.
        leave: (field: FieldNode) =>
          field.name.value === 'node' || field.name.value === 'nodes'
            ? { ...field, selectionSet: withTokenIds(field.selectionSet) }
            : undefined,
      },
    }),
  );
}

const NAMES = new Set(['Token', 'TokenConnection', 'TokenEdge']);

function ofAccount(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD || selection.name.value !== 'tokens') return selection;
    const { alias, ...tokens } = selection;
    return {
      kind: Kind.FIELD,
      alias: alias ?? tokens.name,
      name: { kind: Kind.NAME, value: 'account' },
      arguments: [ID_ARGUMENT],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [tokens] },
    } satisfies FieldNode;
  });
  return { ...set, selections };
}

function withTokenIds(set: SelectionSetNode | undefined): SelectionSetNode | undefined {
  return (
    set && {
      ...set,
      selections: set.selections.map((selection) =>
        selection.kind === Kind.FIELD && selection.name.value === 'id'
          ? {
              ...selection,
              alias: selection.alias ?? selection.name,
              name: { kind: Kind.NAME, value: 'tokenId' },
            }
          : selection,
      ),
    }
  );
}

/** The answer as of a user's tokens. */
// biome-ignore lint/suspicious/noExplicitAny: the document decides the type of the data
export function fromAccount(data: any): any {
  if (LIST_ACCOUNT === null || data === null || data === undefined) return data;
  return Object.fromEntries(
    Object.entries<{ tokens?: unknown }>(data).map(([key, value]) => [key, value?.tokens ?? value]),
  );
}

function pathAsOfUser(error: ClientError): ClientError {
  const { path } = error;
  return path?.[1] === 'tokens' ? { ...error, path: path.toSpliced(1, 1) } : error;
}
