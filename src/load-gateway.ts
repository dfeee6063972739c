/**
 * Loads the gateway in steps. Node opens all files of an import at the same time, which are more
 * than a small limit of open files allows (`ulimit -n 100`).
 */
export async function loadGateway() {
  await import('./loading/loaders.ts');
  await import('./graphql/schema.ts');
  await import('./cloudflare/stages.ts');
  return import('./gateway.ts');
}
