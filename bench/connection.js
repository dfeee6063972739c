/**
 * An HTTP/1.1 client for load: one request at a time on one kept-alive
 * connection, no pipelining, and so little work of its own that the server
 * stays the one that is measured.
 */
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Text in front of the credential and behind it, so that nothing is printed again for each request. */
export function toRequest({ method, path, body, check }, port) {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'accept: application/graphql-response+json, application/json',
    ...(body && ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    'authorization: Bearer ',
  ];
  return { head: lines.join('\r\n'), tail: `\r\n\r\n${body}`, check };
}

/** Resolves when connected. `onAnswer({ status, body() })` is called for every request. */
export function openConnection(port, onAnswer, onError) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let chunks = [];
  let received = 0;
  let answer = null;

  function readHead() {
    const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return null;
    const head = bytes.latin1Slice(0, end).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(head);
    const bodyAt = end + HEAD_END.length;
    return {
      status: Number(head.slice(9, 12)),
      bodyAt,
      end: length === null ? null : bodyAt + Number(length[1]),
      isClosing: head.includes('\r\nconnection: close'),
    };
  }

  function isWhole(chunk) {
    if (answer.end !== null) return received >= answer.end;
    // JSON holds no bare line break, so this is the end of the last chunk and nothing else.
    const tail = chunk.length >= 5 ? chunk : Buffer.concat(chunks);
    return tail.subarray(-5).equals(LAST_CHUNK);
  }

  socket.on('data', (chunk) => {
    chunks.push(chunk);
    received += chunk.length;
    answer ??= readHead();
    if (answer === null || !isWhole(chunk)) return;
    const { status, bodyAt, end, isClosing } = answer;
    const whole = chunks;
    chunks = [];
    const length = received;
    received = 0;
    answer = null;
    if (isClosing) onError(new Error('the server closes its connections'));
    onAnswer({ status, length, body: () => bodyOf(Buffer.concat(whole), bodyAt, end) });
  });
  socket.on('error', onError);
  socket.on('close', () => onError(new Error('the server closed a connection')));

  return new Promise((resolve) => {
    socket.once('connect', () =>
      resolve({
        send: (request) => socket.write(request, 'latin1'),
        close() {
          socket.removeAllListeners('close');
          socket.destroy();
        },
      }),
    );
  });
}

function bodyOf(bytes, bodyAt, end) {
  if (end !== null) return bytes.toString('utf8', bodyAt, end);
  const parts = [];
  for (let at = bodyAt; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.latin1Slice(at, lineEnd), 16);
    if (size === 0) break;
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString('utf8');
}
