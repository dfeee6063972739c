import { ApolloLink, makeVar } from '@apollo/client';
import { tap } from 'rxjs';

/**
 * Why rows cannot be read, by their cursors. The cache keeps that a row is
 * null, but not the error that says why, so that is kept beside it.
 */
export const rowProblems = makeVar<ReadonlyMap<string, string>>(new Map());

/** Notes the errors at `tokens.edges[n].node` of every answer, whatever it was asked for. */
export function createRowProblemsLink(): ApolloLink {
  return new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ data, errors = [] }) => {
        const found = errors.flatMap(({ path = [], message }) => {
          const [field, edges, index, node] = path;
          if (field !== 'tokens' || edges !== 'edges' || node !== 'node') return [];
          const cursor: unknown = data?.['tokens']?.edges?.[Number(index)]?.cursor;
          return typeof cursor === 'string' ? [[cursor, message] as const] : [];
        });
        if (found.length > 0) rowProblems(new Map([...rowProblems(), ...found]));
      }),
    ),
  );
}
