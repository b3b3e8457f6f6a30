import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { cluster } from './cluster.ts';
import { commits } from './commits.ts';
import { latency } from './latency.ts';
import { plan } from './plan.ts';
import { registry } from './registry.ts';
import { startup } from './startup.ts';
import { formatTable } from './table.ts';
import { tuning } from './tuning.ts';
import { webhooks } from './webhooks.ts';

const benchmarks: readonly Benchmark[] = [
  cluster,
  commits,
  latency,
  plan,
  registry,
  startup,
  tuning,
  webhooks,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [name = ''] = positionals;
const benchmark = benchmarks.find((candidate) => candidate.name === name);

if (values.help || benchmark === undefined) {
  const list = benchmarks.map((each) => `  ${each.name.padEnd(10)} ${each.summary}`).join('\n');
  const usage = `npm run bench -- NAME [--json FILE] [--quick] [--only PART]\n\n${list}\n\n--quick   smaller sizes, to see that it works: its figures mean nothing\n--only    one part of a benchmark that names its parts\n`;
  if (values.help) process.stdout.write(usage);
  else process.stderr.write(`${name ? `no benchmark is called ${name}\n\n` : ''}${usage}`);
  process.exit(values.help ? 0 : 2);
}

const { only } = values;
if (only !== undefined && benchmark.parts?.includes(only) !== true) {
  const parts = benchmark.parts?.join(', ') ?? 'none';
  process.stderr.write(`${name} has no part ${only}; its parts: ${parts}\n`);
  process.exit(2);
}
const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const { rows, ratios } = await benchmark.run({ quick: values.quick, progress, only });
const cpus = os.cpus();
const machine = `${String(cpus.length)} × ${cpus[0]?.model.trim() ?? 'unknown'}, ${String(Math.round(os.totalmem() / 2 ** 30))} GiB, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
process.stdout.write(formatTable(rows, ratios, machine));
if (values.json !== undefined) {
  await writeFile(
    values.json,
    `${JSON.stringify({ name, date: new Date().toISOString(), machine, rows, ratios }, undefined, 2)}\n`,
  );
}
process.exit(0);
