/** Formats the figures as Markdown: a table of all scenarios, and one of start-up and memory. */
export function printReport({ scenarios }) {
  return [
    table(
      [
        'scenario',
        'server',
        'CPU per request, µs',
        '× node:http',
        "× afternoon's Yoga",
        '× Tailcall',
        'requests/s',
        'p50, p99 in ms',
        'upstream calls',
        'MB after',
      ],
      scenarios.flatMap(({ name, servers }) => servers.map((one) => rowOf(name, one, servers))),
    ),
    '',
    table(
      [
        'server',
        'start to first answer, ms',
        "× afternoon's Yoga",
        'idle, MB',
        "× afternoon's Yoga",
      ],
      startRows(scenarios),
    ),
  ].join('\n');
}

function rowOf(scenario, server, servers) {
  const { samples } = server;
  const all = (key) => samples.map((sample) => sample[key]);
  const ratioTo = (...names) => ratioOfRounds(samples, servers, names);
  return [
    scenario,
    server.title,
    spread(all('cpuUs')),
    ratioTo('constant'),
    ratioTo('yoga', 'yoga-cache'),
    ratioTo('tailcall'),
    whole(median(all('perSecond'))),
    `${median(all('p50Ms')).toFixed(1)}, ${median(all('p99Ms')).toFixed(1)}`,
    callsOf(samples),
    whole(samples.at(-1)?.rssMb ?? 0),
  ];
}

/** Compares round by round: other load on the machine affects neighbouring measurements alike. */
function ratioOfRounds(samples, servers, names) {
  const base = servers.find(({ name }) => names.includes(name));
  if (base === undefined) return '';
  const ratios = samples.map(({ cpuUs }, round) => cpuUs / base.samples[round].cpuUs);
  return median(ratios).toFixed(2);
}

/** Calls per walk in the scenarios that walk a list, else per request. */
function callsOf(samples) {
  const calls = sum(samples.map(({ upstreamCalls }) => upstreamCalls));
  const walks = sum(samples.map((sample) => sample.walks));
  if (walks > 0) return `${whole(calls / walks)} a walk`;
  return (calls / sum(samples.map(({ requests }) => requests))).toFixed(2);
}

function startRows(scenarios) {
  const all = scenarios.flatMap(({ servers }) => servers);
  const of = (wanted, key) => all.filter(({ name }) => name === wanted).map((one) => one[key]);
  const ratio = (name, key) => {
    const base = of('yoga', key);
    return base.length === 0 ? '' : (median(of(name, key)) / median(base)).toFixed(2);
  };
  return [...new Map(all.map(({ name, title }) => [name, title]))].map(([name, title]) => [
    title,
    spread(of(name, 'firstResponseMs')),
    ratio(name, 'firstResponseMs'),
    spread(of(name, 'idleMb')),
    ratio(name, 'idleMb'),
  ]);
}

/** The median, with the minimum and the maximum in brackets. */
function spread(values) {
  return `${whole(median(values))} (${whole(Math.min(...values))}–${whole(Math.max(...values))})`;
}

function median(values) {
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
