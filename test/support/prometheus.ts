import { execFileSync, spawnSync } from 'node:child_process';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Parses the part of Prometheus's text format that this gateway uses. */
export function parseMetrics(text: string): readonly Sample[] {
  return Array.from(
    text.matchAll(/^(\w+)(?:\{(.*?)\})? (\S+)$/gm),
    ([, name = '', labels = '', value]) => ({
      name,
      labels: Object.fromEntries(
        Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label, is]) => [label, is]),
      ),
      value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
    }),
  );
}

/** Whether Prometheus's own checker is installed; it is in Debian's package `prometheus`. */
export const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

/** Throws if Prometheus's parser or linter reports a problem. */
export function checkMetrics(text: string): void {
  execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
}
