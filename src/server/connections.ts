import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** The connections of a server: they end without harm to any request. */
export interface Connections {
  /** From now on every response closes its connection. */
  drain(): void;
  /**
   * Stops accepting and closes idle connections; resolves when the requests in flight have their
   * responses. After `graceMs` it cuts those that have none.
   */
  close(graceMs: number): Promise<void>;
}

interface OpenConnection {
  /** Requests whose response has not ended. */
  openRequests: number;
  /** The response to the newest of them. */
  newest: ServerResponse | null;
  /** Bytes read when the last response ended. If there are more, a request has begun to arrive. */
  bytesRead: number;
  /** The response that says `Connection: close`. */
  closing: ServerResponse | null;
  /** Counts up with each connection that opens or becomes idle. */
  idleSince: number;
}

/** A client that has just connected, or sent half the head of a request, has this long to send the rest. */
const HEAD_GRACE_MS = 1_000;

/** A client has this long to close its side, since a request of its own may still be on the way. */
const LINGER_MS = 1_000;

/**
 * At `maxConnections`, a new connection takes the place of the one whose client has been silent or
 * unfinished for longest. (Node would drop the new one, so that idle connections could lock everybody
 * out.)
 *
 * Our own code, because `Server.close` and `closeIdleConnections` of `node:http` destroy a
 * connection whose response was written, but has not been sent yet.
 */
export function trackConnections(server: Server, maxConnections: number): Connections {
  const connections = new Map<Socket, OpenConnection>();
  let idleCount = 0;
  let isDraining = false;
  let isClosing = false;

  server.on('connection', (socket: Socket) => {
    if (connections.size >= maxConnections) (longestIdle() ?? socket).destroy();
    if (socket.destroyed) return;
    connections.set(socket, {
      openRequests: 0,
      newest: null,
      bytesRead: 0,
      closing: null,
      idleSince: ++idleCount,
    });
    socket.on('close', onSocketClose);
  });
  // Before the listener of the program, which may answer at once.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.openRequests += 1;
    connection.newest = response;
    if (isDraining) closeAfterNewest(connection);
    response.on('close', onResponseClose);
  });

  // A connection that closes ends all its requests: a pipelined response that waits for its turn
  // has no socket, and does not hear of it.
  function onSocketClose(this: Socket): void {
    connections.delete(this);
  }

  function onResponseClose(this: ServerResponse): void {
    const { socket } = this.req;
    const connection = connections.get(socket);
    if (connection === undefined) return;
    connection.openRequests -= 1;
    if (connection.openRequests > 0) return;
    connection.newest = null;
    connection.bytesRead = socket.bytesRead;
    connection.idleSince = ++idleCount;
    if (isClosing) closeGently(socket);
  }

  /**
   * A connection whose request has not arrived whole counts as idle since the last one ended. Else
   * unfinished bodies lock everybody out: each new connection would take the place of the one that
   * has just come, and has not sent its request yet.
   */
  function longestIdle(): Socket | null {
    let found: Socket | null = null;
    let since = Number.POSITIVE_INFINITY;
    for (const [socket, connection] of connections) {
      if (connection.idleSince >= since || !mayEnd(connection)) continue;
      found = socket;
      since = connection.idleSince;
    }
    if (found !== null) connections.delete(found);
    return found;
  }

  function endIdle(isIdle: (socket: Socket, connection: OpenConnection) => boolean): void {
    for (const [socket, connection] of connections) {
      if (connection.openRequests === 0 && isIdle(socket, connection)) closeGently(socket);
    }
  }

  function cutAll(): void {
    for (const socket of connections.keys()) socket.destroy();
  }

  return {
    drain() {
      isDraining = true;
      for (const connection of connections.values()) closeAfterNewest(connection);
    },
    async close(graceMs) {
      // Requests and connections that have arrived already are read first.
      await new Promise((resolve) => setImmediate(resolve));
      isClosing = true;
      const closed = new Promise<void>((resolve) => stopAccepting(server, resolve));
      endIdle((socket, { bytesRead }) => bytesRead > 0 && socket.bytesRead === bytesRead);
      const timers = [
        setTimeout(() => endIdle(() => true), HEAD_GRACE_MS),
        setTimeout(cutAll, graceMs),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Bun's server is no server of `node:net`; its own `close` does no harm to requests in flight. */
function stopAccepting(server: Pick<Server, 'close'>, onClosed: () => void): void {
  if (server instanceof NetServer) NetServer.prototype.close.call(server, onClosed);
  else server.close(onClosed);
}

/**
 * The newest response says `Connection: close`. Not those before it: after such a response the
 * client may expect no other, so those of pipelined requests would be lost.
 */
function closeAfterNewest(connection: OpenConnection): void {
  const { newest, closing } = connection;
  if (newest === closing || newest?.shouldKeepAlive !== true) return;
  if (closing !== null) closing.shouldKeepAlive = true;
  newest.shouldKeepAlive = false;
  connection.closing = newest;
}

/** Whether the client is the one who has to go on: nothing is lost that it has sent whole. */
function mayEnd({ openRequests, newest }: OpenConnection): boolean {
  return openRequests === 0 || (openRequests === 1 && newest?.req.complete === false);
}

/** Closes the side of the server, and the other one if the client does not. */
function closeGently(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
