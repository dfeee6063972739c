import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/cloudflare-worker');

/** What the example deploys. */
export const WRANGLER = JSON.parse(
  readFileSync(join(EXAMPLE, 'wrangler.jsonc'), 'utf8').replace(/^\s*\/\/.*$/gm, ''),
);

/** Builds the Worker as `npm run build:worker` does, into a folder of its own. */
export async function buildWorker(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const args = ['run', 'build:worker', '--', '--outDir', folder, '--logLevel', 'error'];
  await promisify(execFile)('npm', args, { cwd: ROOT });
  return folder;
}

export interface RunningWorker {
  /** The origins of its isolates, which share one namespace of Durable Objects. */
  readonly origins: readonly string[];
  /** Sends a message to the Durable Object of this name, as an isolate does. */
  send(name: string, message: object): Promise<unknown>;
  /** Everything that the Worker has logged. */
  readonly logged: () => string;
  stop(): Promise<void>;
}

/** Runs the Worker on workerd, once for each environment. */
export async function startWorker(
  folder: string,
  environments: readonly Readonly<Record<string, string>>[],
): Promise<RunningWorker> {
  writeFileSync(join(folder, 'config.capnp'), configOf(environments));
  const workerd: string = createRequire(import.meta.url)('workerd').default;
  const args = ['serve', 'config.capnp', '--control-fd=3'];
  const child = spawn(workerd, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let logged = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      logged += chunk;
    });
  }
  const exited = once(child, 'exit');
  const ended = exited.then(() => {
    throw new Error(`workerd has ended: ${logged}`);
  });
  ended.catch(() => {});
  const origins: string[] = [];
  async function listen() {
    const control = child.stdio[3] as NodeJS.ReadableStream;
    for await (const line of createInterface({ input: control })) {
      const { event, socket, port } = JSON.parse(line);
      if (event === 'listen') origins[Number(socket)] = `http://127.0.0.1:${port}`;
      if (Object.keys(origins).length > environments.length) return;
    }
  }
  await Promise.race([listen(), ended]);
  const objects = origins.pop();
  return {
    origins,
    async send(name, message) {
      const init = { method: 'POST', body: JSON.stringify(message) };
      return (await fetch(`${objects}/${name}`, init)).json();
    },
    logged: () => logged,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function configOf(environments: readonly Readonly<Record<string, string>>[]): string {
  const services = environments.map(
    (_, index) => `(name = "main${index}", worker = .main${index})`,
  );
  const objectsSocket = `(name = "${environments.length}", address = "127.0.0.1:0", http = (), service = "objects")`;
  const sockets = environments.map(
    (_, index) =>
      `(name = "${index}", address = "127.0.0.1:0", http = (), service = "main${index}")`,
  );
  const workers = environments.map(
    (environment, index) => `const main${index} :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${WRANGLER.compatibility_date}",
  compatibilityFlags = ${JSON.stringify(WRANGLER.compatibility_flags)},
  bindings = [${[...bindingsOf(environment), objectsOf(index)].join(', ')}],
  ${index === 0 ? OBJECTS : ''}
);`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(', ')},
    (name = "objects", worker = .objects),
    (name = "assets", disk = (path = "assets")),
    (name = "internet", network = (allow = ["public", "private"]))],
  sockets = [${[...sockets, objectsSocket].join(', ')}],
);
const objects :Workerd.Worker = (
  modules = [(name = "objects.js", esModule = ${JSON.stringify(SEND_TO_OBJECT)})],
  compatibilityDate = "${WRANGLER.compatibility_date}",
  bindings = [${objectsOf(1)}],
);
${workers.join('\n')}`;
}

/** Passes a request on to the object that its path names. */
const SEND_TO_OBJECT = `export default {
  fetch(request, { ${WRANGLER.durable_objects.bindings[0].name}: objects }) {
    const name = new URL(request.url).pathname.slice(1);
    return objects.get(objects.idFromName(name)).fetch(request);
  },
};`;

const [OBJECT] = WRANGLER.durable_objects.bindings;
const OBJECTS = `durableObjectNamespaces = [(className = "${OBJECT.class_name}", uniqueKey = "limits")],
  durableObjectStorage = (inMemory = void)`;

function bindingsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.entries({ ...WRANGLER.vars, ...environment }).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  );
  return [...texts, `(name = "${WRANGLER.assets.binding}", service = "assets")`];
}

/** All isolates use the objects of the first one. */
function objectsOf(index: number): string {
  const namespace =
    index === 0
      ? `"${OBJECT.class_name}"`
      : `(className = "${OBJECT.class_name}", serviceName = "main0")`;
  return `(name = "${OBJECT.name}", durableObjectNamespace = ${namespace})`;
}

export interface AskOptions {
  readonly variables?: object;
  readonly credential?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Posts a query to a Worker. */
export async function askWorker(origin: string, query: string, options: AskOptions = {}) {
  const { variables = {}, credential = DEMO_CREDENTIAL, headers, signal } = options;
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the document decides the type of the data
  const { data, errors = [] } = (await response.json()) as any;
  return { status: response.status, headers: response.headers, data, errors };
}
