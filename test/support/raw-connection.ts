import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection of which a test writes and reads the bytes itself. */
export interface RawConnection {
  write(bytes: string): void;
  /** The text received so far. */
  received(): string;
  /** Waits until the received text matches. Throws if the connection ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** How the connection ended: 'end' for a graceful one, else the code of the error. */
  readonly ended: Promise<string>;
  pause(): void;
  resume(): void;
  destroy(): void;
}

export async function openRaw(origin: string): Promise<RawConnection> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');

  let text = '';
  let isOver = false;
  const looks = new Set<() => void>();
  const look = () => {
    for (const each of looks) each();
  };
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    look();
  });
  const ended = new Promise<string>((resolve) => {
    socket.on('end', () => resolve('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.on('close', () => resolve('closed'));
  });
  void ended.then(() => {
    isOver = true;
    look();
  });
  return {
    ended,
    write: (bytes) => void socket.write(bytes),
    received: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const find = () => {
          const match = pattern.exec(text);
          if (match) resolve(match);
          else if (isOver) reject(new Error(`ended before ${pattern}: ${text}`));
          if (match || isOver) looks.delete(find);
        };
        looks.add(find);
        look();
      }),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
}

/** The bytes of a request, with the length of its body. */
export function requestBytes(head: string, headers: object = {}, body = ''): string {
  const lines = Object.entries({
    host: 'localhost',
    ...(body !== '' && { 'content-length': body.length }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${head} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
