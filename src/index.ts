/**
 * The public exports of the package. Everything else, file paths included, may
 * change in any release.
 */
export { createGateway, type Gateway, type GatewayOptions, type GatewayPorts } from './gateway.ts';
export type { Clock } from './lib/clock.ts';
export type { Log } from './model/log.ts';
