/**
 * What another program may import. Everything else, file paths included, can
 * change in any release.
 */
export { createGateway, type Gateway, type GatewayOptions, type GatewayPorts } from './gateway.ts';
export type { Clock } from './lib/clock.ts';
export type { Log } from './model/log.ts';
