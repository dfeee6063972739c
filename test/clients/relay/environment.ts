// #region environment
import { Environment, type FetchFunction, Network, RecordSource, Store } from 'relay-runtime';

/** Creates an environment for one credential. Never share it: its store holds that credential's data. */
export function createEnvironment(url: string, credential: string | null): Environment {
  const fetchGraphQL: FetchFunction = async ({ text, id }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(credential !== null && { authorization: `Bearer ${credential}` }),
      },
      body: JSON.stringify(text ? { query: text, variables } : { documentId: id, variables }),
    });
    return response.json();
  };
  return new Environment({
    network: Network.create(fetchGraphQL),
    store: new Store(new RecordSource()),
    // A policy is a part of its token. By its id alone, it could show what another policy says.
    getDataID: ({ id }, typeName) => (typeName === 'TokenPolicy' ? null : id),
  });
}
// #endregion
