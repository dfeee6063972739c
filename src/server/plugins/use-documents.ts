import type { Plugin } from 'graphql-yoga';

import type { FindDocument } from '../documents.ts';

/** Puts the document in the place of its name. */
export function useDocuments(findDocument: FindDocument): Plugin {
  return {
    onParams({ params, setParams }) {
      const query = findDocument(params);
      if (query !== undefined && query !== params.query) setParams({ ...params, query });
    },
  };
}
