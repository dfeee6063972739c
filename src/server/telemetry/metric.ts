export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly labelNames?: readonly string[];
  readonly help: string;
}
