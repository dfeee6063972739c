export {
  ACCOUNTS,
  CREDENTIALS,
  DEMO_CREDENTIAL,
  type EmulatedAccount,
  type EmulatedTokens,
} from './accounts.ts';
export type { Fault } from './faults.ts';
export { type CloudflareEmulator, startEmulator, type UpstreamRequest } from './server.ts';
