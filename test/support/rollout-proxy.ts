import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

import { listen } from './serve.ts';

export interface RolloutProxy {
  readonly origin: string;
  /** Puts an instance into the rotation, at once. */
  add(origin: string): void;
  /** Resolves when the proxy has read 503 from the instance, or did not reach it, and left it out. */
  left(origin: string): Promise<void>;
}

interface Instance {
  readonly origin: string;
  readonly left: Promise<void>;
}

const PROBE_INTERVAL_MS = 20;

/**
 * A small load balancer. It keeps its connections alive, asks each instance for `/ready`, and leaves
 * out an instance that is not. It repeats no request: what an instance loses, the client loses.
 */
export async function startRolloutProxy(): Promise<RolloutProxy> {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const instances: Instance[] = [];
  const known = new Map<string, Instance>();
  let turn = 0;

  async function probe(instance: Instance, leave: () => void): Promise<void> {
    const isReady = await fetch(`${instance.origin}/ready`)
      .then(({ ok }) => ok)
      .catch(() => false);
    if (isReady) {
      setTimeout(() => void probe(instance, leave), PROBE_INTERVAL_MS).unref();
      return;
    }
    instances.splice(instances.indexOf(instance), 1);
    leave();
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const instance = instances[turn++ % instances.length];
    const { method, url, headers } = incoming;
    const onward = request(`${instance?.origin}${url}`, { method, headers, agent }, (answer) => {
      const { connection: _, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end('lost'));
    incoming.pipe(onward);
  }

  return {
    // A busy machine may leave a client's connection idle for longer than Node's five seconds, and a
    // request that meets the end of its connection would be lost by the proxy, not by an instance.
    origin: await listen(createServer({ keepAliveTimeout: 0 }, forward)),
    add(origin) {
      let leave = () => {};
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      const instance = { origin, left };
      instances.push(instance);
      known.set(origin, instance);
      void probe(instance, leave);
    },
    left: async (origin) => known.get(origin)?.left,
  };
}
