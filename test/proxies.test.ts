import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';

import { DEFAULT_LIMITS, PROGRAM_DEFAULTS } from '../src/config/defaults.ts';
import { readDocument } from './support/documents.ts';

const NGINX = 'examples/nginx/nginx.conf';
const ENVOY = 'examples/envoy/envoy.yaml';

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));
const mustRun = process.env['CI'] === 'true';
if (nginx === undefined && !mustRun) {
  process.stderr.write(
    'SKIPPED: the check of nginx.conf needs nginx (apt-get install nginx-light)\n',
  );
}

test.skipIf(nginx === undefined && !mustRun)('nginx accepts its example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, certificate] = [join(folder, 'gateway.key'), join(folder, 'gateway.crt')];
  const self = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=gateway.example.com'];
  execFileSync('openssl', ['req', ...self, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  const text = readDocument(NGINX)
    .replaceAll('/etc/nginx/', `${folder}/`)
    .replace('/run/nginx.pid', join(folder, 'pid'))
    .replace('/var/log/nginx/', `${folder}/`);
  writeFileSync(join(folder, 'nginx.conf'), text);

  const args = ['-t', '-q', '-p', folder, '-c', join(folder, 'nginx.conf')];
  expect(() => execFileSync(nginx ?? 'nginx', args, { stdio: 'pipe' })).not.toThrow();
});

// Envoy is too large to install for a test; the file is only parsed.
test('the proxies keep idle connections for less time than the gateway', () => {
  const [cluster] = parse(readDocument(ENVOY)).static_resources.clusters;
  const options =
    cluster.typed_extension_protocol_options[
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'
    ];
  const idle = [
    /^\s+keepalive_timeout (\d+)s;$/m.exec(readDocument(NGINX))?.[1],
    /^(\d+)s$/.exec(options.common_http_protocol_options.idle_timeout)?.[1],
  ];

  for (const seconds of idle) {
    expect(Number(seconds) * 1_000).toBeLessThan(PROGRAM_DEFAULTS.keepAliveTimeoutMs);
  }
});

test('Envoy bounds bodies like the gateway, and leaves out an instance before it stops', () => {
  const { listeners, clusters } = parse(readDocument(ENVOY)).static_resources;
  const [manager] = listeners[0].filter_chains[0].filters;
  const [limit, buffer, router] = manager.typed_config.http_filters;
  const [check] = clusters[0].health_checks;

  expect(buffer.typed_config.max_request_bytes).toBe(DEFAULT_LIMITS.bodyBytes);
  expect(limit.typed_config.rate_limits[0].actions).toEqual([{ remote_address: {} }]);
  expect(router.name).toBe('envoy.filters.http.router');
  expect(check.http_health_check).toEqual({ path: '/ready' });
  const seconds = [check.timeout, check.interval].map((text) => Number.parseInt(text, 10));
  const leftAfterMs = ((seconds[0] ?? 0) + (seconds[1] ?? 0)) * 1_000 * check.unhealthy_threshold;
  expect(leftAfterMs).toBeLessThan(PROGRAM_DEFAULTS.drainDelayMs);
});
