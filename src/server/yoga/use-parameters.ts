import type { GraphQLParams, Plugin } from 'graphql-yoga';

import { DOCUMENT_ID } from '../documents.ts';
import { codedError } from '../errors.ts';
import { nameTooLong } from '../parse-document.ts';
import { hasTooManyLevels, tooManyLevels } from '../variable-levels.ts';

/** Limits names and variables, lets a URL name a document, and gives a code to what Yoga's parsers throw. */
export function useParameters(maxNameLength: number): Plugin {
  return {
    onParams({ params: { operationName, variables } }) {
      const length = operationName?.length ?? 0;
      if (length > maxNameLength) throw nameTooLong(length, maxNameLength);
      if (hasTooManyLevels(variables)) throw tooManyLevels();
    },
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (requestParser === undefined) return;
      setRequestParser(async (each) => {
        const params = await withCodedErrors(() => requestParser(each));
        return request.method === 'GET' ? { ...params, ...documentIdIn(request.url) } : params;
      });
    },
  };
}

/** Yoga's parsers of URLs and forms throw what `JSON.parse` throws for `variables` and `extensions`. */
async function withCodedErrors<T>(parse: () => T): Promise<Awaited<T>> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = 'Expected "variables" and "extensions" to be JSON.';
    throw codedError('BAD_REQUEST', message);
  }
}

function documentIdIn(url: string): GraphQLParams & { [DOCUMENT_ID]?: string } {
  const documentId = new URL(url).searchParams.get(DOCUMENT_ID);
  return documentId === null ? {} : { [DOCUMENT_ID]: documentId };
}
