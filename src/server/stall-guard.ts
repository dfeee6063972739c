import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface StallGuard {
  /** Cuts the connections whose client has read nothing since a check that was `sendTimeoutMs` ago. */
  check(nowMs: number): void;
  /** The connections without progress between the last two checks. */
  stalled(): number;
}

interface Progress {
  sentBytes: number;
  sinceMs: number;
}

/** Node's own `timeout` also counts the time in which a request waits for its response. */
export function createStallGuard(server: Server, sendTimeoutMs: number): StallGuard {
  const sockets = new Map<Socket, Progress>();
  let stalled = 0;
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, { sentBytes: -1, sinceMs: 0 });
    socket.on('close', onSocketClose);
  });

  function onSocketClose(this: Socket): void {
    sockets.delete(this);
  }

  return {
    stalled: () => stalled,
    check(nowMs) {
      stalled = 0;
      for (const [socket, progress] of sockets) {
        const sentBytes = socket.bytesWritten - socket.writableLength;
        if (socket.writableLength === 0 || sentBytes !== progress.sentBytes) {
          progress.sentBytes = sentBytes;
          progress.sinceMs = nowMs;
          continue;
        }
        stalled += 1;
        if (nowMs - progress.sinceMs >= sendTimeoutMs) socket.destroy();
      }
    },
  };
}
