#!/usr/bin/env node
// Finds and links the duplicates of a tenant, through Account Link: plan, look, preview, apply.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { apply } from './apply.mjs';
import { InputError } from './input-error.mjs';
import { plan } from './plan.mjs';
import { preview } from './preview.mjs';
import { Service } from './service.mjs';

const HELP = `Usage: node duplicates.mjs COMMAND FILE [options]

Commands:
  plan EXPORT     write the links to make, from Auth0's users export (NDJSON or CSV, plain or gzip)
  preview PLAN    add what each link would discard; nothing is changed
  apply PLAN      link what the service still suggests

Options of plan:
  --connections A,B            names of the trusted connections, as in LINK_SUGGESTION_CONNECTIONS; required
  --verified-connections A,B   connections whose addresses count as verified, as in LINK_VERIFIED_CONNECTIONS
  --primary RULE               oldest (default), most-logins, or connection:A,B for an order of connections
  --max-group N                leave out addresses of more than N accounts (default 5)
  --out FILE                   the plan (default plan.csv)
  --left-out FILE              what was left out, and why (default left-out.csv)

Options of preview and apply:
  --rate N                     at most N lines a second, from 0.01 to 100 (default 0.5)
  --parallel N                 lines at once, from 1 to 64 (default 4)
  --out FILE                   of preview: the plan with what it adds (default PLAN without .csv, .preview.csv)
  --journal FILE               of apply: the results (default PLAN without .csv, .journal)

Environment: ACCOUNT_LINK_URL, AUTH0_ISSUER, LINK_AUDIENCE, CLIENT_ID, CLIENT_SECRET. The defaults are those of
./mvnw spring-boot:test-run.

Exit status: 0 done; 1 some lines were refused, failed or are left; 2 bad arguments, export, plan or journal;
130 Ctrl+C; 143 SIGTERM. After 1, 130, 143 or a kill the same command goes on where it was.
`;

const OPTIONS = {
  plan: ['connections', 'verified-connections', 'primary', 'max-group', 'out', 'left-out'],
  preview: ['rate', 'parallel', 'out'],
  apply: ['rate', 'parallel', 'journal'],
};
const COMMANDS = { plan: runPlan, preview: runPreview, apply: runApply };
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

async function main() {
  const { command, file, values } = parsed(process.argv.slice(2));
  return command ? COMMANDS[command](file, values) : 0;
}

function parsed(args) {
  if (args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help') {
    process.stdout.write(HELP);
    if (args.length === 0) {
      throw new InputError('a command is missing');
    }
    return {};
  }
  const [command, ...rest] = args;
  if (!Object.hasOwn(OPTIONS, command)) {
    throw new InputError(`unknown command ${command}: see --help`);
  }
  const options = Object.fromEntries(OPTIONS[command].map((name) => [name, { type: 'string' }]));
  try {
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    if (positionals.length === 1) {
      return { command, file: positionals[0], values };
    }
  } catch (error) {
    throw new InputError(`${error.message.split('. ')[0]}: see --help`);
  }
  throw new InputError(`${command} takes one file: see --help`);
}

async function runPlan(file, values) {
  const connections = list(values, 'connections');
  if (connections.length === 0) {
    throw new InputError('--connections is missing: name the connections that are trusted to verify addresses');
  }
  const options = {
    connections,
    verifiedConnections: list(values, 'verified-connections'),
    primary: primaryRule(values.primary ?? 'oldest', connections),
    maxGroup: number(values, 'max-group', 5, 2, 1_000, Number.isInteger),
    out: values.out ?? 'plan.csv',
    leftOut: values['left-out'] ?? 'left-out.csv',
  };
  requireDifferent([file, options.out, options.leftOut]);
  const stop = (signal) => process.exit(SIGNALS[signal]);
  Object.keys(SIGNALS).forEach((signal) => process.once(signal, stop));
  const { accounts, lines, leftOut, absent } = await plan(file, options);
  if (absent.length > 0) {
    console.error(`No account of the export has ${absent.join(', ')}. If it was not exported, export it.`);
  }
  console.log(`${accounts} accounts, ${lines} links in ${options.out}`);
  printCounts(leftOut);
  return 0;
}

function primaryRule(rule, connections) {
  if (['oldest', 'most-logins'].includes(rule)) {
    return rule;
  }
  const order = rule.startsWith('connection:')
    ? rule
        .slice('connection:'.length)
        .split(',')
        .map((name) => name.trim())
    : [];
  if (order.length === 0) {
    throw new InputError('--primary must be oldest, most-logins, or connection: and names such as connection:A,B');
  }
  const unknown = order.filter((name) => !connections.includes(name));
  if (unknown.length > 0) {
    throw new InputError(`--primary names connections that are not in --connections: ${unknown.join(', ')}`);
  }
  return order;
}

async function runPreview(file, values) {
  const out = values.out ?? `${withoutCsv(file)}.preview.csv`;
  requireDifferent([file, out]);
  return runLines((options) => preview(file, new Service(process.env), { ...options, out }), values);
}

async function runApply(file, values) {
  const journal = values.journal ?? `${withoutCsv(file)}.journal`;
  requireDifferent([file, journal]);
  return runLines((options) => apply(file, new Service(process.env), { ...options, journal }), values);
}

async function runLines(run, values) {
  let received;
  const onRunner = (runner) =>
    Object.keys(SIGNALS).forEach((signal) =>
      process.on(signal, () => {
        if (received) {
          process.exit(SIGNALS[signal]);
        }
        received = signal;
        process.stderr.write('\nEnding after the lines in flight; once more ends at once.\n');
        runner.stop();
      }),
    );
  const { lines, counts, left, fatal, isComplete } = await run({
    rate: number(values, 'rate', 0.5, 0.01, 100),
    parallel: number(values, 'parallel', 4, 1, 64, Number.isInteger),
    onRunner,
  });
  console.log(`${lines} lines`);
  printCounts(counts);
  if (left > 0) {
    printCounts({ 'left to be tried': left });
  }
  if (2 * (counts.changed ?? 0) > lines) {
    console.error('Most lines have changed. Does LINK_SUGGESTION_CONNECTIONS hold the connections of the plan?');
  }
  if (fatal) {
    console.error(`Ended early: ${fatal}`);
  }
  return SIGNALS[received] ?? (isComplete ? 0 : 1);
}

function printCounts(counts) {
  Object.entries(counts)
    .sort()
    .forEach(([name, count]) => console.log(`  ${name}: ${count}`));
}

function list(values, name) {
  const names = values[name] === undefined ? [] : values[name].split(',').map((each) => each.trim());
  if (names.includes('')) {
    throw new InputError(`--${name} must be a comma-separated list of names of connections`);
  }
  return names;
}

function number(values, name, defaultValue, least, most, isValid = Number.isFinite) {
  const value = values[name] === undefined ? defaultValue : Number(values[name] || NaN);
  if (!isValid(value) || value < least || value > most) {
    throw new InputError(`--${name} must be a number from ${least} to ${most}`);
  }
  return value;
}

function withoutCsv(path) {
  return path.replace(/\.csv$/i, '');
}

function requireDifferent(paths) {
  const real = paths.map((path) => {
    try {
      return realpathSync(path);
    } catch {
      return resolve(path);
    }
  });
  if (new Set(real).size < real.length) {
    throw new InputError(`the same file twice: ${paths.join(', ')}`);
  }
}

// A reader of the output that has gone must not end a run.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof InputError) && !error.syscall) {
    throw error;
  }
  process.stderr.write(`duplicates: ${error.message}\n`);
  process.exitCode = 2;
}
