import { Redis } from 'ioredis';

/** Between two attempts to connect; it grows to the second number. */
const [RETRY_MS, MAX_RETRY_MS] = [50, 500];

/** A connection that does not answer for so long is replaced. */
const SOCKET_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 2_000;

/** Connects, and connects again whenever the connection is lost. No command waits for that. */
export function connectRedis(url: string): Redis {
  const client = new Redis(url, {
    // A check by INFO: some servers refuse it, and the client prints a line for each. While Redis loads its
    // data, it refuses the scripts, too.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * RETRY_MS, MAX_RETRY_MS),
    // Redis 6 puts other words before it, where a script has failed.
    reconnectOnError: ({ message }) => message.includes('READONLY'),
  });
  // An event without a listener would end the process.
  client.on('error', () => {});
  return client;
}
