import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { renderAttempt } from '@slipway/render';
import { parseResources, type Cluster, type Job } from '@slipway/resources';
import { rowOf, type Benchmark } from './benchmark.ts';
import { measureCheckRun } from './plan/measure-check-run.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');
const head = 'apiVersion: slipway.dev/v1\n';

const clusterText = `${head}kind: Cluster
metadata: { name: east }
spec:
  provider: aws
  reconciler: flux
  repository: { url: https://git.example.org/environment.git }
  nodePools: [{ name: cpu, nodes: 20, cpu: 32, memory: 128Gi, pricePerHour: 1.5 }]
`;
const jobText = (team: string, name: string, rate: string): string => `${head}kind: Job
metadata: { name: ${name}, team: ${team} }
spec:
  image: example.org/train:v1
  command: [python, train.py]
  env: [{ name: LEARNING_RATE, value: "${rate}" }]
  resources: { cpu: 2, memory: 8Gi }
`;

/** The time that an author waits for `slipway plan`, and how fast manifests are rendered. */
export const plan: Benchmark = {
  name: 'plan',
  summary: 'slipway plan of 100 changed resources among 10,000, and manifests rendered in a second',
  async run({ quick, progress }) {
    const resources = quick ? 200 : 10_000;
    const changed = quick ? 10 : 100;
    const rounds = quick ? 1 : 5;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
    try {
      progress(`a repository of ${String(resources)} resources`);
      const change = await makeRepository(folder, resources, changed);
      const seconds: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        progress(`plan ${String(round)} of ${String(rounds)}`);
        seconds.push(await planOnce(folder, changed));
      }
      progress('from deliveries to check runs');
      const checked = await measureCheckRun({ folder, change: (round) => change(round + 1), rounds });
      return {
        rows: [
          rowOf('slipway', 'delivery → check run, the same on GitHub', 's', checked),
          rowOf('slipway', `plan, ${String(changed)} of ${String(resources)} resources`, 's', seconds),
          rowOf(
            'slipway',
            'manifests of attempts rendered',
            '1/s',
            rendersPerSecond(quick ? 200 : 5000, rounds),
          ),
        ],
        ratios: {},
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Ten teams on one cluster, and a branch `change` on which some of their Jobs are changed. @returns what changes them again */
async function makeRepository(
  folder: string,
  resources: number,
  changed: number,
): Promise<(round: number) => Promise<string>> {
  const git = (...args: string[]): Promise<{ readonly stdout: string }> =>
    run('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args]);
  const teams = 10;
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  const writeJob = (index: number, rate: string): Promise<void> => {
    const [team, name] = [`team-${String(index % teams)}`, `job-${String(index)}`];
    return write(`teams/${team}/jobs/${name}.yaml`, jobText(team, name, rate));
  };
  await write('clusters/east/cluster.yaml', clusterText);
  for (let team = 0; team < teams; team += 1)
    await write(
      `teams/team-${String(team)}/team.yaml`,
      `${head}kind: Team\nmetadata: { name: team-${String(team)} }\nspec: { quota: { cpu: 64 } }\n`,
    );
  for (let index = 0; index < resources; index += 1) await writeJob(index, '0.1');
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'base');
  await git('checkout', '--quiet', '-b', 'change');
  const change = async (round: number): Promise<string> => {
    for (let index = 0; index < changed; index += 1) await writeJob(index, `0.2${String(round)}`);
    await git('commit', '--quiet', '--all', '--message', `change ${String(round)}`);
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  };
  await change(0);
  return change;
}

/** Seconds of one `slipway plan`, its start included. */
async function planOnce(folder: string, changed: number): Promise<number> {
  const args = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];
  const started = performance.now();
  const { stdout } = await run(
    process.execPath,
    [
      ...args,
      path.join(root, 'apps/cli/src/main.ts'),
      'plan',
      '--repository',
      folder,
      '--head',
      'change',
      '--json',
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const seconds = (performance.now() - started) / 1000;
  const { verdict, resources } = JSON.parse(stdout) as { verdict: string; resources: readonly unknown[] };
  if (verdict !== 'ok' || resources.length !== changed)
    throw new Error(`the plan is ${verdict} with ${String(resources.length)} resources`);
  return seconds;
}

function rendersPerSecond(count: number, rounds: number): readonly number[] {
  const [cluster] = parseResources('cluster.yaml', clusterText) as readonly Cluster[];
  const [job] = parseResources('job.yaml', jobText('team-0', 'job-0', '0.1')) as readonly Job[];
  if (cluster === undefined || job === undefined)
    throw new Error('the resources of the benchmark are missing');
  const render = (index: number): string =>
    renderAttempt({
      job,
      files: [],
      cluster,
      run: `job-0-${String(index).padStart(8, '0')}`,
      epoch: 1,
      day: '2026-01-01',
    }).content;
  render(0);
  return Array.from({ length: rounds }, () => {
    const started = performance.now();
    let bytes = 0;
    for (let index = 0; index < count; index += 1) bytes += render(index).length;
    if (bytes < count * 500) throw new Error('manifests are too short');
    return (count / (performance.now() - started)) * 1000;
  });
}
