import type { CallGrant, RateLimitStore } from '../model/rate-limit-store.ts';
import type { ObjectNamespace } from './bindings.ts';
import type { RateLimitMessage } from './rate-limit-object.ts';

/** The shared limits in Durable Objects: one for each credential, named by its hash. */
export function createDurableStore(namespace: ObjectNamespace): RateLimitStore {
  const isolate = crypto.randomUUID();
  let sequence = 0;

  async function send(credentialHash: string, message: RateLimitMessage): Promise<unknown> {
    const object = namespace.get(namespace.idFromName(credentialHash));
    const body = JSON.stringify(message);
    const response = await object.fetch('https://rate-limit.invalid/', { method: 'POST', body });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  }

  return {
    name: 'the Durable Object',
    async exchange(credentialHash, report) {
      sequence += 1;
      const message = { kind: 'exchange', isolate, sequence, report } as const;
      return (await send(credentialHash, message)) as CallGrant;
    },
    block: async (hash, failure) => void (await send(hash, { kind: 'block', failure })),
    reject: async (hash, failure) => void (await send(hash, { kind: 'reject', failure })),
    // A Worker looks whether the store is back by the next exchange.
    probe: async () => {},
    close: async () => {},
  };
}
