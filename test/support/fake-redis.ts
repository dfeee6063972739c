import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const OK = '+OK\r\n';
const INFO = 'redis_version:7.0.15\r\nloading:0';
/** Not lost, nobody is awaited, nobody else is there. */
const PRESENCE = '*5\r\n:0\r\n$0\r\n\r\n:0\r\n*0\r\n:0\r\n';

/** A server that speaks Redis's protocol, and answers each report of calls with this reply. */
export async function startFakeRedis(reply: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      for (let command = readCommand(text); command !== null; command = readCommand(text)) {
        text = text.slice(command.length);
        socket.write(replyTo(command.words, reply));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `redis://:the-password@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function replyTo([name = '', , , , key]: readonly string[], reply: string): string {
  switch (name.toLowerCase()) {
    case 'hello':
      return '%1\r\n$5\r\nproto\r\n:3\r\n';
    case 'info':
      return `$${INFO.length}\r\n${INFO}\r\n`;
    case 'eval':
    case 'evalsha':
      return key?.endsWith(':formats') ? PRESENCE : `${reply}\r\n`;
    default:
      return OK;
  }
}

/** The first command of the text, or null until it is whole. */
function readCommand(text: string): { words: readonly string[]; length: number } | null {
  const [head, count] = /^\*(\d+)\r\n/.exec(text) ?? [];
  if (head === undefined) return null;
  const words: string[] = [];
  let at = head.length;
  while (words.length < Number(count)) {
    const [line, length] = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20)) ?? [];
    if (line === undefined) return null;
    const end = at + line.length + Number(length);
    if (text.length < end + 2) return null;
    words.push(text.slice(at + line.length, end));
    at = end + 2;
  }
  return { words, length: at };
}
