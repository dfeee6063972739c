export { CREDENTIALS, DEMO_CREDENTIAL, type EmulatedAccount } from './accounts.ts';
export type { Fault } from './faults.ts';
export { type CloudflareEmulator, startEmulator, type UpstreamRequest } from './server.ts';
