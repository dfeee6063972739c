import { ApolloLink, makeVar } from '@apollo/client';
import { tap } from 'rxjs';

/**
 * The errors of rows that cannot be read, by cursor. The cache stores the null
 * row but not its error, so the errors are stored here.
 */
export const rowErrors = makeVar<ReadonlyMap<string, string>>(new Map());

/** Stores the errors at `tokens.edges[n].node` of every response. */
export function createRowErrorsLink(): ApolloLink {
  return new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ data, errors = [] }) => {
        const found = errors.flatMap(({ path = [], message }) => {
          const [field, edges, index, node] = path;
          if (field !== 'tokens' || edges !== 'edges' || node !== 'node') return [];
          const cursor: unknown = data?.['tokens']?.edges?.[Number(index)]?.cursor;
          return typeof cursor === 'string' ? [[cursor, message] as const] : [];
        });
        if (found.length > 0) rowErrors(new Map([...rowErrors(), ...found]));
      }),
    ),
  );
}
