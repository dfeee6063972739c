/**
 * The public exports of the package. Everything else, file paths included, may
 * change in any release.
 */
export type { Gateway, GatewayOptions, GatewayPorts } from './gateway.ts';
export type { Clock } from './lib/clock.ts';
export type { Log } from './model/log.ts';
export { createNodeGateway as createGateway } from './node-gateway.ts';
