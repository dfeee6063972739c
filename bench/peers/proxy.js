/** A node:http server that passes requests and bodies through. */
import { Agent, createServer, request as send } from 'node:http';

const upstream = new URL(process.env.UPSTREAM_URL);
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

createServer((request, response) => {
  const { method, url, headers } = request;
  const options = { host: upstream.hostname, port: upstream.port, method, path: url, agent };
  const onward = send({ ...options, headers: { ...headers, host: upstream.host } }, (received) => {
    response.writeHead(received.statusCode, received.headers);
    received.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}).listen(Number(process.env.PORT), '127.0.0.1');
