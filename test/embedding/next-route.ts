// #region next
import { createGateway } from 'cloudflare-tokens-gateway';

const baseUrl = process.env['CLOUDFLARE_BASE_URL'];
const gateway = createGateway({ ...(baseUrl && { baseUrl }) });

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export const GET = (request: Request) => gateway.fetch(request);
export const POST = GET;
export const OPTIONS = GET;
// #endregion
