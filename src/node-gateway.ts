import type { HttpTransport } from './cloudflare/transport.ts';
import { createGateway, type Gateway, type GatewayOptions, type GatewayPorts } from './gateway.ts';
import { loadOnce } from './lib/load-once.ts';

/** The gateway of the package: with the parts that need Node, as far as the host has them. */
export function createNodeGateway(options: GatewayOptions = {}, ports: GatewayPorts = {}): Gateway {
  return createGateway(options, { ...nodePorts(), ...ports });
}

/**
 * What the gateway takes from Node, and from packages that need Node. Each part is loaded when it is
 * first needed, so that programs on other hosts can import the gateway.
 */
function nodePorts(): GatewayPorts {
  return {
    loadPrometheus: () => import('prom-client'),
    renderGraphiql: renderEachOnce(),
    ...(isNode() && { openTransport: openUndiciLater }),
  };
}

/** Bun and Deno name Node's version, too, but their own fetch is the client that they support best. */
export function isNode(): boolean {
  const { node, bun, deno } = globalThis.process?.versions ?? {};
  return node !== undefined && bun === undefined && deno === undefined;
}

/** After the first call it costs nothing. */
function openUndiciLater(baseUrl: string, maxConnections: number): HttpTransport {
  let opened: HttpTransport | null = null;
  const open = loadOnce(async () => {
    const { createUndiciTransport } = await import('./cloudflare/undici-transport.ts');
    opened = createUndiciTransport(baseUrl, maxConnections);
    return opened;
  });
  return {
    transport: (call) =>
      opened === null ? open().then(({ transport }) => transport(call)) : opened.transport(call),
    close: async () => opened?.close(),
  };
}

function renderEachOnce(): NonNullable<GatewayPorts['renderGraphiql']> {
  const render = (asksForCredential: boolean) =>
    loadOnce(async () => {
      const { renderPage } = await import('./server/graphiql-page.ts');
      return renderPage(asksForCredential);
    });
  const [withCredential, withoutCredential] = [render(true), render(false)];
  return (asksForCredential) => (asksForCredential ? withCredential() : withoutCredential());
}
