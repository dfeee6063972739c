/** Requests of the soak's load, over connections that are used again. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export function createAgent(maxSockets) {
  return new Agent({ keepAlive: true, maxSockets });
}

/** Rejects if the answer is lost. */
export function post(url, agent, headers, body, signal) {
  return new Promise((resolve, reject) => {
    const allHeaders = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    };
    const options = { method: 'POST', agent, headers: allHeaders, signal };
    const outgoing = request(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Opens a connection, sends `bytes`, and reads nothing. Null if it was refused. */
export async function openSilent(origin, bytes) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.pause();
  // Cut connections are what some shapes want to see.
  socket.on('error', () => {});
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  if (bytes !== '') socket.write(bytes);
  return socket;
}

/** The text of a request's head. */
export function headOf(line, headers) {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Several clients, each of which sends one request after the other until `isOver`. */
export async function inParallel(clients, isOver, once) {
  const client = async () => {
    while (!isOver()) await once();
  };
  await Promise.all(Array.from({ length: clients }, client));
}

export function deadline(seconds) {
  const endMs = performance.now() + seconds * 1_000;
  return () => performance.now() >= endMs;
}

export { wait };
