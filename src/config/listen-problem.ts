import { flagOf } from './settings.ts';

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** The name of the setting with the port. */
  readonly portSetting: string;
}

/** One sentence about a server that cannot listen, and what to do about it. */
export function listenProblem(error: NodeJS.ErrnoException, address: ListenAddress): string {
  const { host, port, portSetting } = address;
  const { code = '', message } = error;
  const setting = `${portSetting} (--${flagOf(portSetting)})`;
  if (code === 'EADDRINUSE') {
    return (
      `port ${port} of ${host} is in use (${code}): stop the other program, or set ${setting} to ` +
      'another port (0 takes a free one).'
    );
  }
  if (code === 'EACCES') {
    return `this user may not listen on port ${port} (${code}): set ${setting} to 1024 or above.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine (${code}): set HOST (--host) to one, such as 127.0.0.1.`;
  }
  return message;
}
