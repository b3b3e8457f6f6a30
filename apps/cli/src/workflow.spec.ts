import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { WorkflowRun } from '@slipway/contracts';
import { exampleWorkflowRun } from './testing/fake-workflow-runs.ts';
import { usePlatform } from './testing/platform-bench.ts';
import { slipway, type Result } from './testing/command-line.ts';

const run = promisify(execFile);
const bench = usePlatform();
const { cli, files } = bench;

const text = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits, description: Reads digits }
spec:
  on:
    push: { branches: [main, release/*], paths: ["src/**"] }
    pull_request: {}
    schedule: [{ cron: "0 3 * * 1" }]
  jobs:
    - name: lint
      run: { image: python:3.13, command: [ruff] }
    - name: image
      build: { image: ghcr.io/acme/digits }
    - name: train
      run: { imageFrom: image, command: [python, train.py] }
    - name: evaluate
      evaluate: { job: train, thresholds: [{ metric: accuracy, min: 0.9 }] }
    - name: register
      needs: [lint, evaluate]
      on: [push]
      register: { model: digits, job: train }
    - name: preview
      preview: { imageFrom: image, command: [python, serve.py] }
`;
const second = text.replace('name: digits,', 'name: nightly,');

describe('workflow check', () => {
  it('shows what starts a workflow, and its jobs below what they need', async () => {
    await files({ 'slipway.yaml': text });
    expect(await slipway(['workflow', 'check'], { cwd: bench.folder })).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `digits  Reads digits
  starts by a push to main or release/* that changes src/**; a pull request; the schedule 0 3 * * 1 in UTC; by hand
  JOB                DOES      NEEDS                  ONLY AFTER
  lint               run
  image              build
  ├─ train           run       image
  │  └─ evaluate     evaluate  train
  │     └─ register  register  lint, evaluate, train  push
  └─ preview         preview   image
`,
    });
    const { stdout } = await cli('workflow', 'check', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ issues: [], workflows: [{ metadata: { name: 'digits' } }] });
  });

  it('says where and what is wrong, for people and for programs', async () => {
    await files({
      'wrong.yaml': text.replace('min:', 'mim:'),
    });
    const shown = await cli('workflow', 'check', 'wrong.yaml');
    expect([shown.code, shown.stdout]).toEqual([3, '']);
    expect(shown.stderr).toContain('wrong.yaml:17:64: spec.jobs[3].evaluate.thresholds[0].mim');
    const { code, stdout } = await cli('workflow', 'check', 'wrong.yaml', '--json');
    expect(code).toBe(3);
    const { issues } = JSON.parse(stdout) as { issues: readonly unknown[] };
    expect(issues).toContainEqual(
      expect.objectContaining({ file: 'wrong.yaml', line: 17, column: 64, suggestion: 'min' }),
    );
    expect(await cli('workflow', 'check', 'none.yaml')).toMatchObject({ code: 4 });
  });
});

describe('runs of workflows', () => {
  it('are listed', async () => {
    bench.state.workflowRuns = [
      exampleWorkflowRun,
      { ...exampleWorkflowRun, id: 7, repository: 'acme/other' },
    ];
    expect((await cli('workflow', 'list', '--repository', 'Acme/Digits')).stdout).toBe(
      `ID  AGE  STATE   WORKFLOW  REPOSITORY   REF   COMMIT   STARTED BY
12  2m   failed  digits    acme/digits  main  ccccccc  a push to main
`,
    );
    expect((await cli('workflow', 'list', '-o', 'name')).stdout).toBe('12\n7\n');
  });

  it('are shown with their jobs and what came of them', async () => {
    bench.state.workflowRuns = [exampleWorkflowRun];
    expect(await cli('workflow', 'show', '12')).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `Run:         12
Workflow:    digits
State:       failed (evaluate failed)
Started by:  a push to main
Repository:  acme/digits
Ref:         main
Commit:      ${'c'.repeat(40)}
Begun:       2026-03-01T11:58:00.000Z (2m ago)
Ended:       2026-03-01T11:59:30.000Z (30s ago)

Jobs
  JOB       DOES      STATE      TOOK  ATTEMPT  REASON
  image     build     succeeded  20s   1
  train     run       succeeded  69s   2
  evaluate  evaluate  failed     0s    1        accuracy is 0.87, not at least 0.9
  register  register  skipped          1        it needs evaluate, which has failed

image
  Image:  ghcr.io/acme/digits@sha256:${'a'.repeat(64)}

train
  Run:  digits-train-7k2m9q0x on local
  METRIC    VALUE
  accuracy  0.87
  loss      0.1235

evaluate
  GATE    METRIC    VALUE  HELD TO
  failed  accuracy  0.87   at least 0.9
`,
    });
    expect(JSON.parse((await cli('workflow', 'show', '12', '--json')).stdout)).toEqual(exampleWorkflowRun);
    expect(await cli('workflow', 'show', '13')).toMatchObject({ code: 4 });
    expect(await cli('workflow', 'show', 'x')).toMatchObject({ code: 2 });
  });

  it('are shown with the end of the log of a program that has failed, without what would move the cursor', async () => {
    const [first, ...others] = exampleWorkflowRun.jobs;
    const lines = Array.from({ length: 30 }, (_, index) => `line ${String(index + 1)}`);
    const logTail = `${lines.join('\n')}\n\u001b[2Jno such file\n`;
    const failed = { ...first, state: 'failed', reason: 'exit code 1', result: { logTail } };
    bench.state.workflowRuns = [{ ...exampleWorkflowRun, jobs: [failed, ...others] } as WorkflowRun];
    const { stdout } = await cli('workflow', 'show', '12');
    const shown = ['  End of the log:', ...lines.slice(-19).map((line) => `    ${line}`)];
    expect(stdout).toContain(`\nimage\n${shown.join('\n')}\n    `);
    expect(stdout).toContain('no such file\n\ntrain\n');
    expect(stdout).not.toContain('\u001b');
  });

  it('are watched until nothing of them runs any more, and a failure is the exit code', async () => {
    const [image, train, ...rest] = exampleWorkflowRun.jobs;
    if (!image || !train) throw new Error('the example has jobs');
    const waiting = rest.map((job) => ({ ...job, state: 'waiting' as const }));
    bench.state.workflowRuns = [
      {
        ...{ ...exampleWorkflowRun, state: 'running', reason: undefined },
        jobs: [image, { ...train, state: 'running' }, ...waiting],
      },
      { ...exampleWorkflowRun, jobs: [image, { ...train, state: 'stopping', reason: 'r' }, ...rest] },
      exampleWorkflowRun,
    ];
    const { code, stdout } = await cli('workflow', 'show', '12', '--watch');
    expect(code).toBe(1);
    expect(stdout).toContain(`12:00:00  digits  running
12:00:00  image  succeeded
12:00:00  train  running
12:00:02  digits  failed  evaluate failed
12:00:02  train  stopping  r
12:00:02  evaluate  failed  accuracy is 0.87, not at least 0.9
12:00:02  register  skipped  it needs evaluate, which has failed
12:00:04  train  succeeded

Run:         12
`);
    bench.state.workflowRuns = [{ ...exampleWorkflowRun, state: 'succeeded' }];
    expect(await cli('workflow', 'show', '12', '--watch', '--json')).toMatchObject({ code: 0 });
  });

  it('are cancelled, run again and approved', async () => {
    bench.state.workflowRuns = [exampleWorkflowRun];
    expect((await cli('workflow', 'cancel', '12')).stdout).toBe('workflow-run/12 cancelled\n');
    expect((await cli('workflow', 'rerun', 'workflow-run/12')).stdout).toBe('workflow-run/12 queued\n');
    expect((await cli('workflow', 'rerun', '12', '--job', 'train')).stdout).toBe('workflow-run/12 queued\n');
    expect((await cli('workflow', 'approve', '12')).stdout).toBe('workflow-run/12 queued\n');
    expect(bench.state.workflowRequests).toEqual(['cancel', {}, { job: 'train' }, 'approve']);
  });
});

describe('workflow start', () => {
  let clones = 0;
  /** A clone of a repository with one commit, whose origin is called by the URL. */
  async function clone(url: string): Promise<{
    readonly git: (...args: string[]) => Promise<string>;
    readonly start: (...args: string[]) => Promise<Result>;
  }> {
    const folder = path.join(bench.folder, `clone-${String((clones += 1))}`);
    await files({ [`${path.basename(folder)}/slipway.yaml`]: text });
    const git = async (...args: string[]): Promise<string> => {
      const person = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
      return (await run('git', ['-C', folder, ...person, ...args])).stdout.trim();
    };
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'one');
    await git('remote', 'add', 'origin', url);
    await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const env = { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' };
    return { git, start: (...args) => slipway(['workflow', 'start', ...args], { cwd: folder, env }) };
  }

  it('runs the commit that is checked out', async () => {
    const { git, start } = await clone('git@github.com:Acme/Digits.git');
    expect(await start('--key', 'ci-7')).toEqual({ code: 0, stderr: '', stdout: 'workflow-run/12 queued\n' });
    expect(bench.state.workflowRequests).toEqual([
      {
        ...{ repository: 'acme/digits', cloneUrl: 'git@github.com:Acme/Digits.git', ref: 'main' },
        ...{ commit: await git('rev-parse', 'HEAD'), workflow: text, name: 'digits', key: 'ci-7' },
      },
    ]);
    bench.state.workflowRuns = [exampleWorkflowRun];
    expect(await start('--watch')).toMatchObject({ code: 1, stderr: '' });
    expect(bench.state.workflowRequests[1]).toMatchObject({ key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('refuses a commit that was not pushed, and says what to do', async () => {
    const { git, start } = await clone('https://git.example/group/sub/digits.git');
    await git('commit', '--quiet', '--allow-empty', '--message', 'two');
    const refused = await start();
    expect(refused).toMatchObject({ code: 7, stdout: '' });
    expect(refused.stderr).toMatch(/is on no branch of origin.*\nhint: push it: git push/);
    const pushed = await git('rev-parse', 'HEAD~1');
    expect(await start('--commit', 'HEAD~1')).toMatchObject({ code: 0 });
    expect(bench.state.workflowRequests).toMatchObject([
      { repository: 'group/sub/digits', commit: pushed, ref: 'main' },
    ]);
    await git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(await start()).toMatchObject({ code: 0 });
  });

  it('tells when the file is not the one of the commit', async () => {
    const { start } = await clone('https://github.com/acme/digits.git');
    await files({ [`clone-${String(clones)}/slipway.yaml`]: `${text}---\n${second}` });
    expect((await start()).stderr).toBe(
      'error: which workflow? choose one by --name: digits, nightly\n"slipway help" and "slipway COMMAND --help" say more\n',
    );
    const { code, stderr } = await start('--name', 'nightly');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^slipway.yaml is not as in commit [0-9a-f]{7}: it runs as it is here\n$/);
    expect(await start('--name', 'weekly')).toMatchObject({ code: 4 });
  });

  it('asks no git when everything is named, and else says what it lacks', async () => {
    await files({ 'alone/slipway.yaml': text });
    const env = {
      SLIPWAY_URL: bench.url,
      SLIPWAY_TOKEN: 'admin-token',
      GIT_CEILING_DIRECTORIES: bench.folder,
    };
    const start = (...args: string[]): Promise<Result> =>
      slipway(['workflow', 'start', ...args], { cwd: path.join(bench.folder, 'alone'), env });
    expect((await start()).stderr).toContain('hint: name the repository by --repository URL');
    const named = ['--repository', 'https://github.com/acme/digits.git', '--ref', 'v1.0'];
    expect((await start(...named, '--commit', 'abc1234')).stderr).toContain('by all of its 40 digits');
    expect(await start(...named, '--commit', 'd'.repeat(40))).toMatchObject({ code: 0 });
  });

  it('sends no URL with a password anywhere', async () => {
    const { start } = await clone('https://me:hush@github.com/acme/digits.git');
    const { code, stderr } = await start();
    expect(code).toBe(3);
    expect(stderr).toContain('credentials do not belong into a URL');
    expect(stderr).not.toContain('hush');
    expect(bench.state.workflowRequests).toEqual([]);
  });
});
