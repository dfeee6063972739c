/** node:http passing requests and bodies through. */
import { Agent, request as ask, createServer } from 'node:http';

const upstream = new URL(process.env.UPSTREAM_URL);
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

createServer((request, response) => {
  const { method, url, headers } = request;
  const options = { host: upstream.hostname, port: upstream.port, method, path: url, agent };
  const onward = ask({ ...options, headers: { ...headers, host: upstream.host } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}).listen(Number(process.env.PORT), '127.0.0.1');
