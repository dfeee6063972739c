/**
 * An HTTP/1.1 client for load: one request at a time on a keep-alive
 * connection, without pipelining. It does as little work as possible, so that
 * the server is the bottleneck.
 */
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Returns the text before and after the credential, so that it is formatted once for all requests. */
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

/** Resolves when connected. `onResponse({ status, length, body() })` is called for each request. */
export function openConnection(port, onResponse, onError) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let chunks = [];
  let received = 0;
  let head = null;

  function readHead() {
    const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return null;
    const text = bytes.latin1Slice(0, end).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(text);
    const bodyAt = end + HEAD_END.length;
    return {
      status: Number(text.slice(9, 12)),
      bodyAt,
      end: length === null ? null : bodyAt + Number(length[1]),
      isClosing: text.includes('\r\nconnection: close'),
    };
  }

  function isWhole(chunk) {
    if (head.end !== null) return received >= head.end;
    // JSON has no bare line break, so these bytes can only be the end of the last chunk.
    const tail = chunk.length >= 5 ? chunk : Buffer.concat(chunks);
    return tail.subarray(-5).equals(LAST_CHUNK);
  }

  socket.on('data', (chunk) => {
    chunks.push(chunk);
    received += chunk.length;
    head ??= readHead();
    if (head === null || !isWhole(chunk)) return;
    const { status, bodyAt, end, isClosing } = head;
    const whole = chunks;
    chunks = [];
    const length = received;
    received = 0;
    head = null;
    if (isClosing) onError(new Error('the server closes its connections'));
    onResponse({ status, length, body: () => bodyOf(Buffer.concat(whole), bodyAt, end) });
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
