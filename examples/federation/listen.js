/** Serves on a port of the loopback address, until the first SIGTERM or SIGINT. */
import { once } from 'node:events';

export async function listen(server, { name, port }) {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const hint =
      error.code === 'EADDRINUSE' ? `port ${port} is in use; set PORT to another` : error.message;
    console.error(`${name}: ${hint}`);
    process.exit(1);
  }
  // A library may have handlers of its own that keep the process alive.
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  console.log(`${name}: http://127.0.0.1:${server.address().port}/graphql`);
}
