import { describe, expect, it } from '@jest/globals';
import { RunState } from '@slipway/contracts';
import { states } from './commands/get.ts';
import { exampleRun } from './testing/example-state.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli } = bench;

describe('get', () => {
  it('knows every state of a run', () => {
    expect(states).toEqual(RunState.options);
  });

  it('lists runs as an aligned table', async () => {
    bench.state.runs = [
      {
        ...exampleRun,
        name: 'digits-running0',
        state: 'running',
        progress: 0.5,
        metrics: [],
        endedAt: undefined,
      },
      exampleRun,
    ];
    expect(await cli('get', 'runs')).toEqual({
      code: 0,
      stderr: '',
      stdout: `NAME             STATE      PROGRESS  ATTEMPT  METRICS                      TOOK  AGE
digits-running0  running    50%       2                                     119s  2m
digits-7k2m9q0x  succeeded  100%      2        accuracy=0.9722 loss=0.0812  72s   2m
`,
    });
  });

  it('lists jobs, teams and clusters by any of their names', async () => {
    expect((await cli('get', 'job')).stdout).toBe(
      'NAME    COMMAND                       GENERATION  AGE\ndigits  python3 train.py --epochs 12  2           2d\n',
    );
    expect((await cli('get', 'teams')).stdout).toBe(
      'NAME  MEMBERS  GENERATION  AGE\ndemo  1        2           2d\n',
    );
    expect((await cli('get', 'CLUSTERS')).stdout).toBe(
      'NAME   PROVIDER  GENERATION  AGE\nlocal  local     2           2d\n',
    );
  });

  it('shows one object as data', async () => {
    expect(JSON.parse((await cli('get', 'job/digits', '--json')).stdout)).toEqual(bench.state.jobs[0]);
    expect((await cli('get', 'team', 'demo', '-o', 'yaml')).stdout).toContain(
      'kind: Team\nmetadata:\n  name: demo\n',
    );
    expect((await cli('get', 'runs', '-o', 'name')).stdout).toBe('run/digits-7k2m9q0x\n');
  });

  it('pages through long lists and says when there is more', async () => {
    bench.state.runs = Array.from({ length: 1234 }, (_, index) => ({
      ...exampleRun,
      name: `digits-${String(index).padStart(8, '0')}`,
    }));
    const first = await cli('get', 'runs', '-o', 'name');
    expect(first.stdout.split('\n')).toHaveLength(101);
    expect(first.stderr).toBe('the first 100; --all or --limit N shows more\n');
    const all = await cli('get', 'runs', '--all', '-o', 'name');
    expect(new Set(all.stdout.trimEnd().split('\n')).size).toBe(1234);
    expect(all.stderr).toBe('');
  });

  it('filters runs, and says when nothing is left', async () => {
    expect(await cli('get', 'runs', '--state', 'failed')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no runs\n',
    });
    expect((await cli('get', 'runs', '--job', 'digits', '-o', 'name')).stdout).toBe('run/digits-7k2m9q0x\n');
  });

  it('does not let names from elsewhere control the terminal', async () => {
    bench.state.runs = [
      { ...exampleRun, metrics: [{ name: '\u001b[2Jx\u202e', value: 1, at: exampleRun.createdAt }] },
    ];
    expect((await cli('get', 'runs')).stdout).toContain('\\u001b[2Jx\\u202e=1');
  });
});

describe('describe', () => {
  it('shows a run with its attempts, metrics, artifacts and commits', async () => {
    expect((await cli('describe', 'run/digits-7k2m9q0x')).stdout).toBe(`Run:           digits-7k2m9q0x
Team:          demo
Job:           digits, generation 2
State:         succeeded
Requested by:  alice
Created:       2026-03-01T11:58:00.000Z (2m ago)
Took:          72s
Progress:      100% epoch 12 of 12
Retired by:    ${'c'.repeat(40)}

Attempts
  EPOCH  STATE      CLUSTER  EXIT  COMMIT   AGE  REASON
  1      failed     local    1     aaaaaaa  2m   exit code 1
  2      succeeded  local    0     bbbbbbb  2m

Metrics
  NAME      LATEST  STEP
  accuracy  0.9722  12
  loss      0.0812  12

Artifacts
  NAME   SIZE  ATTEMPT
  model  9 B   digits-7k2m9q0x-2

Newest commits
  COMMIT   AGE  BY     SUBJECT                          REASON
  eeeeeee  2m   alice  Update Run/demo/digits-7k2m9q0x  more epochs
`);
  });

  it('shows a job with its spec and newest runs', async () => {
    const { stdout } = await cli('describe', 'job', 'digits');
    expect(stdout).toContain('Job:         digits\nTeam:        demo\nGeneration:  2\n');
    expect(stdout).toContain('Spec\n  image: python:3.13\n  command:\n    - python3\n');
    expect(stdout).toContain('Newest runs\n  NAME');
    expect(JSON.parse((await cli('describe', 'job/digits', '--json')).stdout)).toMatchObject({
      resource: { kind: 'Job' },
      runs: [{ name: 'digits-7k2m9q0x' }],
      commits: [{}],
    });
  });
});

describe('history', () => {
  it('lists the commits of an object', async () => {
    expect((await cli('history', 'job/digits')).stdout).toBe(
      'COMMIT   AGE  BY     SUBJECT                 REASON\neeeeeee  2m   alice  Update Job/demo/digits  more epochs\n',
    );
    expect((await cli('history', 'study/tune', '-o', 'json')).stdout).toContain('"Study/demo/tune"');
    expect((await cli('history', 'cluster', 'local', '--json')).stdout).toContain(
      '"resource": "Cluster/local"',
    );
  });
});
