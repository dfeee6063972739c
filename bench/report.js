/** Figures as Markdown: one table of every scenario, one of start-up and memory. */
export function printReport({ scenarios }) {
  const rows = scenarios.flatMap(({ name, servers }) =>
    servers.map((server) => rowOf(name, server, servers)),
  );
  const starts = startRows(scenarios);
  return [
    table(
      [
        'scenario',
        'server',
        'CPU per request, µs (min–max)',
        '× node:http',
        "× afternoon's Yoga",
        'requests/s',
        'p50, ms',
        'p99, ms',
        'upstream calls',
        'MB',
      ],
      rows,
    ),
    '',
    table(['server', 'start to first answer, ms (min–max)', 'idle memory, MB (min–max)'], starts),
  ].join('\n');
}

function rowOf(scenario, server, servers) {
  const { samples } = server;
  const cpu = samples.map(({ cpuUs }) => cpuUs);
  return [
    scenario,
    server.title,
    spread(cpu),
    ratio(cpu, costOf(servers, 'constant')),
    ratio(cpu, costOf(servers, 'yoga') ?? costOf(servers, 'yoga-cache')),
    whole(median(samples.map(({ perSecond }) => perSecond))),
    median(samples.map(({ p50Ms }) => p50Ms)).toFixed(1),
    median(samples.map(({ p99Ms }) => p99Ms)).toFixed(1),
    callsOf(samples),
    whole(samples.at(-1)?.rssMb ?? 0),
  ];
}

/** Per walk where there are walks, else per request. */
function callsOf(samples) {
  const calls = sum(samples.map(({ upstreamCalls }) => upstreamCalls));
  const walks = sum(samples.map((sample) => sample.walks));
  if (walks > 0) return `${whole(calls / walks)} a walk`;
  return (calls / sum(samples.map(({ requests }) => requests))).toFixed(2);
}

function costOf(servers, name) {
  const found = servers.find((server) => server.name === name);
  return found && median(found.samples.map(({ cpuUs }) => cpuUs));
}

function startRows(scenarios) {
  const all = scenarios.flatMap(({ servers }) => servers);
  return [...new Set(all.map(({ title }) => title))].map((title) => {
    const of = all.filter((server) => server.title === title);
    return [
      title,
      spread(of.map(({ firstAnswerMs }) => firstAnswerMs)),
      spread(of.map(({ idleMb }) => idleMb)),
    ];
  });
}

function ratio(values, base) {
  return base === undefined ? '' : (median(values) / base).toFixed(2);
}

function spread(values) {
  return `${whole(median(values))} (${whole(Math.min(...values))}–${whole(Math.max(...values))})`;
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function whole(value) {
  return Math.round(value).toLocaleString('en');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
