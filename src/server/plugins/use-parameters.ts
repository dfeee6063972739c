import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { DOCUMENT_ID } from '../documents.ts';
import { refuse } from '../refuse.ts';

/**
 * Completes what Yoga makes of an HTTP request: a body of no known type, an
 * answer of none and JSON in a URL that is none are refused with a code, and
 * a URL, too, may name a document.
 */
export function useParameters(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, endResponse }) {
      if (requestParser !== undefined) {
        setRequestParser(async (each) => {
          const params = await withCodedErrors(() => requestParser(each));
          return request.method === 'GET' ? { ...params, ...documentIdIn(request.url) } : params;
        });
      } else if (request.method === 'POST') {
        const message = 'Expected a body with "content-type: application/json".';
        endResponse(refuse(request, 415, 'UNSUPPORTED_MEDIA_TYPE', message));
      }
    },
    onResultProcess({ request, resultProcessor, setResultProcessor }) {
      if (resultProcessor !== undefined) return;
      const message = 'Expected to accept application/graphql-response+json or application/json.';
      const refusal = refuse(request, 406, 'NOT_ACCEPTABLE', message);
      setResultProcessor(() => refusal, 'application/json');
    },
  };
}

/** Yoga lets `variables` and `extensions` of a URL or a form throw what `JSON.parse` throws. */
async function withCodedErrors<T>(parse: () => T): Promise<Awaited<T>> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = 'Expected "variables" and "extensions" to be JSON.';
    const extensions = { code: 'BAD_REQUEST', http: { status: 400 } };
    throw new GraphQLError(message, { extensions });
  }
}

function documentIdIn(url: string): GraphQLParams & { [DOCUMENT_ID]?: string } {
  const documentId = new URL(url).searchParams.get(DOCUMENT_ID);
  return documentId === null ? {} : { [DOCUMENT_ID]: documentId };
}
