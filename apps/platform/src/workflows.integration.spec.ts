import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deliveryEndpoints,
  modelEndpoints,
  resourceEndpoints,
  workflowRunEndpoints,
  type ModelAlias,
  type WorkflowRun,
} from '@slipway/contracts';
import { GitHubDouble, type DoubleCheckRun, type DoubleRepository } from '@slipway/github/testing';
import { createMetrics } from '@slipway/telemetry';
import {
  Branches,
  plainGit,
  putLocalSsh,
  quietLogger,
  temporaryDirectory,
  until,
  type TemporaryDirectory,
} from '@slipway/testing';
import { startPlatform, type Platform } from './start-platform.ts';
import { deliver, variablesOfApp } from './testing/github-app.ts';

const name = 'acme/digits';
const workflow = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {}, pull_request: {} }
  jobs:
    - name: test
      run: { image: docker.io/library/python:3.13, command: [python3, test.py] }
    - name: train
      needs: [test]
      run: { image: docker.io/library/python:3.13, command: [python3, train.py] }
    - name: evaluate
      evaluate:
        job: train
        thresholds: [{ metric: accuracy, min: 0.5 }]
        champion: { model: digits, metrics: [{ metric: accuracy }] }
    - name: register
      needs: [evaluate]
      on: [push]
      register: { model: digits, job: train }
    - name: promote
      promote: { job: register }
`;
/** The Team of the template, with a repository. */
const team = `apiVersion: slipway.dev/v1
kind: Team
metadata: { name: demo }
spec: { members: [{ user: admin, role: maintainer }], repositories: [${name}] }
`;
const test = `from train import accuracy

assert 0 <= accuracy() <= 1
print("the accuracy is a fraction")
`;
/** Logs its model as MLflow's client would, without it, where it may: the code of a fork gets no token. */
const train = `import json, os, urllib.request


def accuracy():
    return float(open("accuracy.txt").read())


def call(path, data=None):
    headers = {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]}
    url = os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/" + path
    method = "GET" if data is None else "PUT"
    return urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)).read()


if __name__ == "__main__":
    print(f"slipway-metric accuracy={accuracy()}")
    print("::warning file=train.py,line=1::nobody has trained anything")
    if "MLFLOW_RUN_ID" in os.environ:
        run = json.loads(call("mlflow/runs/get?run_id=" + os.environ["MLFLOW_RUN_ID"]))["run"]
        place = run["info"]["artifact_uri"].removeprefix("mlflow-artifacts:/")
        call(f"mlflow-artifacts/artifacts/{place}/model/MLmodel", b"flavors: {}\\n")
`;

describe('the workflow of a model repository on GitHub', () => {
  let temporary: TemporaryDirectory;
  let double: GitHubDouble;
  let repository: DoubleRepository;
  let code: Branches;
  let platform: Platform;
  let environment: string;
  const model = { team: 'demo', name: 'digits' };
  const searchPath = process.env.PATH;

  /** Whether a delivery came to such an end. */
  const isAnswered = async (reason: RegExp): Promise<boolean> => {
    const { items } = await platform.client.call(deliveryEndpoints.listDeliveries, { query: {} });
    return items.some((delivery) => reason.test(delivery.reason ?? ''));
  };

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    const root = temporary.path;
    double = await GitHubDouble.start();
    const bare = path.join(root, `${name}.git`);
    await plainGit(root, 'init', '--bare', '--quiet', '--initial-branch=main', bare);
    repository = double.addRepository(name, bare);
    repository.files.cloneUrl = `git@github.com:${name}.git`;
    code = await Branches.start({ 'test.py': test, 'train.py': train, 'slipway.yaml': workflow }, bare);
    // The agent finds it: whatever the host, git's connections end in this folder.
    const bin = path.join(root, 'bin');
    await putLocalSsh(bin, root);
    process.env.PATH = `${bin}:${searchPath ?? ''}`;
    const data = path.join(root, 'data');
    environment = path.join(data, 'environment.git');
    platform = await startPlatform({
      ...{ data, host: '127.0.0.1', port: 0, logger: quietLogger, metrics: createMetrics() },
      template: path.resolve(import.meta.dirname, '../../../gitops/environment'),
      launcher: path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs'),
      env: await variablesOfApp(double, root),
    });
    await platform.client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'team.yaml', text: team }] },
    });
    // Who pushes at the very moment in which a Team gets its repository is not heard yet.
    await until('the repository is known', async () => {
      await deliver(platform, name, 'push', { ref: 'refs/heads/gone', after: '0'.repeat(40) });
      return isAnswered(/^it is no branch and no tag/);
    });
  });
  afterAll(async () => {
    await platform.stop();
    process.env.PATH = searchPath;
    await code[Symbol.asyncDispose]();
    await double.close();
    await temporary.remove();
  });

  /** The run of a commit as soon as `look` is content with it. */
  const runOf = (commit: string, what: string, look: (run: WorkflowRun) => boolean): Promise<WorkflowRun> =>
    until(what, async () => {
      const params = { team: 'demo' };
      const { items } = await platform.client.call(workflowRunEndpoints.listWorkflowRuns, {
        ...{ params, query: { commit } },
      });
      const [{ id } = { id: undefined }] = items;
      if (id === undefined) return undefined;
      const run = await platform.client.call(workflowRunEndpoints.getWorkflowRun, {
        params: { ...params, id },
      });
      return look(run) && run;
    });

  /** A push of a model that is so good, when what it starts has ended. */
  const pushed = async (accuracy: string): Promise<WorkflowRun> => {
    const commit = await code.write('main', { 'accuracy.txt': accuracy });
    await deliver(platform, name, 'push', { ref: 'refs/heads/main', after: commit });
    return runOf(commit, 'the workflow has ended', ({ endedAt }) => endedAt !== undefined);
  };

  /** Its checks in the order of the jobs; of those of one name the newest counts. */
  const checksOf = (commit: string): readonly DoubleCheckRun[] => {
    const checks = repository.checkRuns.filter((check) => check.commit === commit);
    return [...new Map(checks.map((check) => [check.name, check])).values()];
  };
  /** The same when GitHub was told of the end of the last one. */
  const told = ({ commit, jobs }: WorkflowRun): Promise<readonly DoubleCheckRun[]> =>
    until('GitHub was told of the end', () => {
      const ended = checksOf(commit).filter(
        ({ status, conclusion }) => status === 'completed' && conclusion !== 'action_required',
      );
      return ended.length === jobs.length && ended;
    });

  const champion = async (): Promise<ModelAlias | undefined> =>
    (await platform.client.call(modelEndpoints.getModel, { params: model })).aliases[0];

  it('brings a push to a version and its alias, told beside the commit and written down in git', async () => {
    const run = await pushed('0.97');
    expect(run).toMatchObject({ state: 'succeeded', startedBy: 'a push to main' });
    const checks = await told(run);
    expect(checks.map(({ name: check, conclusion, title }) => [check, conclusion, title])).toEqual([
      ['digits / test', 'success', expect.stringMatching(/^succeeded in \d+s$/)],
      ['digits / train', 'success', expect.stringMatching(/^succeeded in \d+s$/)],
      ['digits / evaluate', 'success', '2 of 2 passed'],
      ['digits / register', 'success', 'digits, version 1'],
      ['digits / promote', 'success', 'champion is moved'],
    ]);
    expect(checks[1]?.summary).toContain('| `accuracy` | 0.97 |');
    expect(checks[1]?.annotations).toEqual([
      expect.objectContaining({
        ...{ path: 'train.py', start_line: 1, annotation_level: 'warning' },
        message: 'nobody has trained anything',
      }),
    ]);
    await until('the alias is in git', async () => (await champion())?.commit !== undefined);
    const [tested, trained] = run.jobs.map((job) => job.run ?? '');
    const format = '--format=%s|%(trailers:key=Reason,valueonly,separator=)';
    const log = await plainGit(environment, 'log', '--reverse', `--author=workflow ${name}`, format, 'main');
    const of = `run ${String(run.id)} of the workflow digits of ${name} at commit ${run.commit}`;
    const started = `digits, a push to main, ${run.commit.slice(0, 12)}`;
    expect(log.split('\n')).toEqual([
      `Run ${String(tested)}|job test of ${started}`,
      `Retire ${String(tested)}: succeeded|the run has ended: succeeded`,
      `Run ${String(trained)}|job train of ${started}`,
      `Retire ${String(trained)}: succeeded|the run has ended: succeeded`,
      `Create version 1 of model digits|${of}`,
      `Promote digits@champion to version 1|${of}`,
    ]);
    const file = await plainGit(environment, 'show', 'main:teams/demo/models/digits.yaml');
    for (const tag of [`commit: ${run.commit}`, `repository: ${name}`, `workflowRun: ${String(run.id)}`])
      expect(file.replaceAll('"', '')).toContain(`slipway.${tag}`);
    expect(await champion()).toMatchObject({ alias: 'champion', version: 1, by: `workflow ${name}` });
    const lineage = await platform.client.call(modelEndpoints.lineage, { params: { ...model, version: 1 } });
    expect(lineage).toMatchObject({
      run: { id: run.jobs[1]?.result?.trackingRun, name: trained, metrics: { accuracy: 0.97 } },
      code: { commit: run.commit, repository: repository.files.cloneUrl },
      job: { name: 'digits-train', run: trained },
    });
  });

  it('keeps the alias where it is when a push brings a model that is worse', async () => {
    const run = await pushed('0.9');
    expect(run).toMatchObject({ state: 'failed', reason: 'evaluate failed' });
    const reason = 'accuracy is 0.9 (champion, version 1: 0.97)';
    expect((await told(run)).map(({ conclusion, title }) => [conclusion, title])).toEqual([
      ['success', expect.stringMatching(/^succeeded in/)],
      ['success', expect.stringMatching(/^succeeded in/)],
      ['failure', reason],
      ['skipped', 'it needs evaluate, which has failed'],
      ['skipped', 'it needs register, which was left out'],
    ]);
    expect(await champion()).toMatchObject({ version: 1 });
    const { lastVersion } = await platform.client.call(modelEndpoints.getModel, { params: model });
    expect(lastVersion).toBe(1);
  });

  it('lets code of a fork run when somebody who may write approves it, and makes no version of it', async () => {
    const commit = await code.write('better', { 'accuracy.txt': '0.99' });
    const number = repository.open('Better', 'better', 'mallory', '', true);
    await deliver(platform, name, 'pull_request', { action: 'opened', pull_request: { number } });
    const waiting = await until('GitHub was told', () => {
      const checks = checksOf(commit);
      return checks.length === 5 && checks;
    });
    expect(waiting.map(({ conclusion }) => conclusion)).toEqual([
      ...['action_required', 'action_required', 'action_required'],
      ...['skipped', 'skipped'],
    ]);
    const press = (login: string): Promise<void> =>
      deliver(platform, name, 'check_run', {
        action: 'requested_action',
        check_run: { name: waiting[0]?.name, head_sha: commit },
        requested_action: waiting[0]?.actions[0],
        sender: { login },
      });
    await press('carol');
    await until('who may only read was refused', () => isAnswered(/^carol may not write/));
    const before = await runOf(commit, 'it is there', () => true);
    expect(before.state).toBe('waiting-for-approval');
    expect(before.jobs.every((job) => job.startedAt === undefined)).toBe(true);
    await press('alice');
    const run = await runOf(commit, 'it has ended', ({ endedAt }) => endedAt !== undefined);
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(run.jobs.map((job) => job.state)).toEqual([
      ...['succeeded', 'succeeded', 'succeeded'],
      ...['skipped', 'skipped'],
    ]);
    expect(run.jobs[1]?.result?.trackingRun).toBeUndefined();
    const after = (await told(run)).map(({ conclusion }) => conclusion);
    expect(after).toEqual(['success', 'success', 'success', 'skipped', 'skipped']);
    expect(await champion()).toMatchObject({ version: 1 });
  });
});
