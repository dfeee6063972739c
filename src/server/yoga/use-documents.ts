import type { Plugin } from 'graphql-yoga';

import type { FindDocument } from '../documents.ts';

/** Replaces a document's hash by its text. */
export function useDocuments(findDocument: FindDocument): Plugin {
  return {
    onParams({ params, setParams }) {
      const query = findDocument(params);
      if (query !== undefined && query !== params.query) setParams({ ...params, query });
    },
  };
}
