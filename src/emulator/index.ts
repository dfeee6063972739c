export {
  ACCOUNTS,
  CREDENTIALS,
  DEMO_CREDENTIAL,
  type EmulatedCredential,
  type EmulatedTokens,
} from './credentials.ts';
export type { Fault } from './faults.ts';
export { type CloudflareEmulator, startEmulator, type UpstreamRequest } from './server.ts';
