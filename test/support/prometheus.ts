import { execFileSync, spawnSync } from 'node:child_process';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of Prometheus's text format, as far as this gateway uses it. */
export function parseMetrics(text: string): readonly Sample[] {
  return Array.from(
    text.matchAll(/^(\w+)(?:\{(.*?)\})? (\S+)$/gm),
    ([, name = '', labels = '', value]) => ({
      name,
      labels: Object.fromEntries(
        Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label, is]) => [label, is]),
      ),
      value: Number(value),
    }),
  );
}

/** Whether Prometheus's own program is here: Debian's package `prometheus` has it. */
export const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

/** Throws with its complaints where Prometheus's own parser or linter minds anything. */
export function checkMetrics(text: string): void {
  execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
}
