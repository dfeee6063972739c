/**
 * Measures the gateway and its alternatives: CPU time per request, throughput,
 * latency, upstream calls, memory, start-up. docs/performance.md explains how
 * and why; `npm run bench -- --help` lists the flags.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { canPin, leaveServerCore, stop } from './processes.js';
import { printReport } from './report.js';
import { measure, startEnvironment, startServer, warmUp } from './runner.js';
import { SCENARIOS } from './scenarios.js';
import { SERVERS } from './servers.js';

const QUICK = {
  scenarios: 'rows-20,repeated,same-32',
  servers: 'gateway,yoga,yoga-cache,yoga-jit,tailcall,constant',
  rounds: '3',
  seconds: '1',
  'warm-up': '3',
};
const FULL = { scenarios: '', servers: '', rounds: '3', seconds: '1.2', 'warm-up': '20' };

const HELP = `npm run bench -- [flags]

  --quick             three scenarios and six servers, in two to three minutes
  --scenarios a,b     ${SCENARIOS.map(({ name }) => name).join(', ')}
  --servers a,b       ${SERVERS.map(({ name }) => name).join(', ')}
  --rounds n          number of rounds over all servers (default: ${FULL.rounds})
  --seconds n         length of each measurement (default: ${FULL.seconds})
  --warm-up n         longest warm-up before each measurement, in seconds (default: ${FULL['warm-up']});
                      it ends when the server gets no faster
  --out file          file for the JSON (default: bench/results.json for a whole run)
  --verbose           prints the output of the servers`;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const { values } = parseArgs({
  options: {
    ...{ quick: flag, help: flag, verbose: flag, scenarios: text, servers: text },
    ...{ rounds: text, seconds: text, 'warm-up': text, out: text },
  },
});
const options = { ...(values.quick ? QUICK : FULL), ...values };

if (options.help) {
  say(HELP);
} else {
  await bench();
}

async function bench() {
  installPeers();
  if (!canPin) say('LEFT OUT: pinning to cores (needs taskset and two cores)');
  leaveServerCore();
  const scenarios = chosen(SCENARIOS, options.scenarios);
  const servers = chosen(SERVERS, options.servers).filter(isPresent);
  const environment = await startEnvironment();
  const measured = [];
  try {
    for (const scenario of scenarios)
      measured.push(await runScenario(environment, scenario, servers));
  } finally {
    environment.stop();
  }
  const results = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    isPinned: canPin,
    rounds: Number(options.rounds),
    secondsPerRound: Number(options.seconds),
    scenarios: measured,
  };
  say(`\n${printReport(results)}`);
  const isWhole = !values.quick && !values.scenarios && !values.servers;
  const file = options.out ?? (isWhole ? 'bench/results.json' : 'bench/results.partial.json');
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  say(`\nAll figures: ${file}`);
}

/** Runs all servers of a scenario in parallel, but only one has load at a time: A B C A B C. */
async function runScenario(environment, scenario, servers) {
  const started = [];
  const seconds = Number(options.seconds);
  try {
    for (const server of servers.filter(({ scenarios }) => scenarios.includes(scenario.name))) {
      const running = await startServer(environment, server, scenario, {
        isVerbose: options.verbose,
      });
      if (running === null) {
        say(`LEFT OUT: ${server.name} in ${scenario.name} (no ${scenario.needsField})`);
        continue;
      }
      started.push({ ...running, samples: [] });
    }
    for (let round = 1; round <= Number(options.rounds); round++) {
      for (const running of started) {
        await warmUp(environment, running, scenario, Number(options['warm-up']));
        const sample = await measure(environment, running, scenario, seconds);
        running.samples.push(sample);
        say(
          `${scenario.name} ${round} ${running.server.name}: ${Math.round(sample.cpuUs)} µs, ` +
            `${Math.round(sample.perSecond)}/s`,
        );
      }
    }
  } finally {
    for (const { child } of started) await stop(child);
  }
  const { name, title } = scenario;
  return {
    name,
    title,
    servers: started.map(({ server, firstResponseMs, idleMb, samples }) => ({
      name: server.name,
      title: server.title,
      firstResponseMs,
      idleMb,
      samples,
    })),
  };
}

/** The packages of the peers are not dependencies of the gateway. */
function installPeers() {
  const peers = new URL('peers/', import.meta.url).pathname;
  if (!existsSync(`${peers}node_modules`)) {
    say('Installing the peers, once');
    run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], peers);
  }
  if (!existsSync(`${peers}mesh/.mesh`))
    run('../node_modules/.bin/mesh', ['build'], `${peers}mesh`);
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}`);
}

function isPresent({ name, missing }) {
  const reason = missing?.() ?? null;
  if (reason !== null) say(`LEFT OUT: ${name} (${reason})`);
  return reason === null;
}

function chosen(all, names) {
  if (!names) return all;
  return names.split(',').map((name) => {
    const found = all.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`there is no ${name}; see --help`);
    return found;
  });
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
