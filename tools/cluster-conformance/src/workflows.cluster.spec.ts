import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deliveryEndpoints,
  modelEndpoints,
  workflowRunEndpoints,
  type WorkflowRun,
} from '@slipway/contracts';
import { startImageBuilder, type ImageBuilder } from '@slipway/devcluster';
import type { DoubleCheckRun, DoubleRepository } from '@slipway/github/testing';
import { Branches, plainGit, putProgram, temporaryDirectory, until } from '@slipway/testing';
import { EnvironmentOnGitHub } from './testing/environment-on-github.ts';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { SlipwayCluster } from './testing/slipway-cluster.ts';
import { SlipwayPlatform } from './testing/slipway-platform.ts';

const name = 'acme/digits';
const resources = '{ cpu: 100m, memory: 64Mi }';
const workflows = (registry: string): string => `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {} }
  jobs:
    - name: test
      run: { image: docker.io/library/busybox:1, command: [sh, test.sh], resources: ${resources} }
    - name: image
      needs: [test]
      build: { image: "${registry}/${name}", resources: ${resources} }
    - name: train
      run: { imageFrom: image, command: [python3, train.py], resources: ${resources} }
    - name: evaluate
      evaluate: { job: train, thresholds: [{ metric: accuracy, min: 0.9 }] }
    - name: register
      needs: [evaluate]
      register: { model: digits, job: train }
---
apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: slow }
spec:
  on: { pull_request: {} }
  jobs:
    - name: wait
      run: { image: docker.io/library/busybox:1, command: [sh, wait.sh], resources: ${resources} }
`;
/** Logs its model as MLflow's client would, by the variables that its pod has. */
const train = `import json, os, urllib.request

def call(path, data=None):
    headers = {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]}
    url = os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/" + path
    method = "GET" if data is None else "PUT"
    return urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)).read()

print("slipway-metric accuracy=0.97")
run = json.loads(call("mlflow/runs/get?run_id=" + os.environ["MLFLOW_RUN_ID"]))["run"]
place = run["info"]["artifact_uri"].removeprefix("mlflow-artifacts:/")
call(f"mlflow-artifacts/artifacts/{place}/model/MLmodel", b"flavors: {}")
`;
/** As one that brings secrets: nobody else may write them in the namespace of a team. */
const operator = { user: 'system:serviceaccount:kube-system:secrets', groups: ['system:masters'] };
const wait = 300_000;
const isRoot = process.getuid?.() === 0;

(isRoot ? describeOwnClusters : describe.skip)('a workflow whose jobs run on a cluster', () => {
  const undo: (() => PromiseLike<unknown>)[] = [];
  let builder: ImageBuilder;
  let github: EnvironmentOnGitHub;
  let repository: DoubleRepository;
  let platform: SlipwayPlatform;
  let cluster: SlipwayCluster;
  let code: Branches;

  beforeAll(async () => {
    const temporary = await temporaryDirectory();
    undo.push(() => temporary.remove());
    const folder = (part: string): string => path.join(temporary.path, part);
    builder = await startImageBuilder({ directory: folder('images') });
    undo.push(() => builder[Symbol.asyncDispose]());
    github = await EnvironmentOnGitHub.start(temporary.path);
    undo.push(() => github[Symbol.asyncDispose]());
    const settings = { address: builder.address, certificates: 'buildkit' };
    const environment = await Branches.start(
      {
        'slipway.yaml': JSON.stringify({
          ...{ apiVersion: 'slipway.dev/v1', kind: 'Environment', metadata: { name: 'environment' } },
          spec: { builds: settings },
        }),
      },
      github.repository.directory,
    );
    undo.push(() => environment[Symbol.asyncDispose]());

    // Pods have a /tmp of their own.
    const shown = await mkdtemp('/var/tmp/slipway-workflows-');
    undo.push(() => rm(shown, { recursive: true, force: true }));
    const bare = path.join(shown, `${name}.git`);
    await plainGit(shown, 'init', '--bare', '--quiet', '--initial-branch=main', bare);
    repository = github.double.addRepository(name, bare);
    repository.files.cloneUrl = `git@github.com:${name}.git`;
    code = await Branches.start(
      {
        'slipway.yaml': workflows(builder.registry),
        Dockerfile: 'FROM scratch\nCOPY train.py /train.py\n',
        'test.sh': 'echo it is fine\n',
        'wait.sh': 'sleep 600\n',
      },
      bare,
    );
    undo.push(() => code[Symbol.asyncDispose]());
    const programs = path.join(shown, 'programs');
    // Wherever the host is said to be, git ends here; what it reads belongs to somebody else than a pod's user.
    await putProgram(
      programs,
      'ssh',
      `for command; do :; done
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
cd '${shown}' && exec sh -c "$command"`,
    );
    await copyFile(builder.client, path.join(programs, 'buildctl'));
    await chmod(shown, 0o755);

    const { env } = github;
    platform = await SlipwayPlatform.start(temporary.path, {
      ...{ env, repository: github.repository },
      services: ['github-webhooks', 'model-registry'],
    });
    undo.push(() => platform.stop());
    cluster = await SlipwayCluster.start(platform, 'dev', 'flux', temporary.path, { programs });
    undo.push(() => cluster.stop());
    await cluster.admin.as(operator).create(`/api/v1/namespaces/${platform.team}/secrets`, {
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'buildkit' } },
      stringData: builder.certificates,
    });
    await platform.apply({
      ...{ apiVersion: 'slipway.dev/v1', kind: 'Team', metadata: { name: platform.team } },
      spec: { quota: { runs: 20, cpu: 8, memory: '16Gi' }, repositories: [name] },
    });
    await until('the repository is known', async () => {
      await deliver('push', { ref: 'refs/heads/gone', after: '0'.repeat(40) });
      const { items } = await platform.client.call(deliveryEndpoints.listDeliveries, { query: {} });
      return items.some(({ reason }) => reason?.startsWith('it is no branch and no tag'));
    });
  }, 3_600_000);

  afterAll(async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  }, 120_000);

  const deliver = (event: string, payload: object): Promise<void> =>
    github.deliver(platform.url, event, payload, name);

  const pushed = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const commit = await code.write('main', files);
    await deliver('push', { ref: 'refs/heads/main', after: commit });
    return commit;
  };

  /** The run of a commit as soon as `look` is content with it. */
  const runOf = (commit: string, what: string, look: (run: WorkflowRun) => boolean): Promise<WorkflowRun> =>
    until(
      what,
      async () => {
        const params = { team: platform.team };
        const { items } = await platform.client.call(workflowRunEndpoints.listWorkflowRuns, {
          ...{ params, query: { commit } },
        });
        const [{ id } = { id: undefined }] = items;
        if (id === undefined) return undefined;
        const run = await platform.client.call(workflowRunEndpoints.getWorkflowRun, {
          params: { ...params, id },
        });
        return look(run) && run;
      },
      wait,
    );
  const ended = (commit: string): Promise<WorkflowRun> =>
    runOf(commit, 'the workflow has ended', ({ endedAt }) => endedAt !== undefined);

  const told = (commit: string, check: string, conclusion: string): Promise<DoubleCheckRun> =>
    until(`${check} is ${conclusion}`, () =>
      repository.checkRuns.findLast(
        (run) => run.commit === commit && run.name === check && run.conclusion === conclusion,
      ),
    );

  /** What the registry answers with for a tag of the image. */
  async function manifest(
    tag: string,
  ): Promise<{ readonly digest: string | null; readonly layers: readonly string[] }> {
    const answer = await fetch(`http://${builder.registry}/v2/${name}/manifests/${tag}`, {
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
    const { layers } = (await answer.json()) as { readonly layers: readonly { readonly digest: string }[] };
    return {
      digest: answer.headers.get('docker-content-digest'),
      layers: layers.map(({ digest }) => digest),
    };
  }

  it('builds the image of the commit with BuildKit, knows it by the digest of the registry, trains in it, is judged and registered', async () => {
    const commit = await pushed({ 'train.py': train });
    const run = await ended(commit);
    expect(run.jobs.map(({ name: job, state, reason }) => [job, state, reason])).toEqual([
      ['test', 'succeeded', undefined],
      ['image', 'succeeded', undefined],
      ['train', 'succeeded', undefined],
      ['evaluate', 'succeeded', undefined],
      ['register', 'succeeded', undefined],
    ]);
    const { digest, layers } = await manifest(commit);
    expect(run.jobs[1]?.result?.image).toBe(`${builder.registry}/${name}@${String(digest)}`);
    const layer = await fetch(`http://${builder.registry}/v2/${name}/blobs/${String(layers[0])}`);
    expect(gunzipSync(await layer.arrayBuffer()).toString()).toContain(train);
    expect(run.jobs[2]?.result).toMatchObject({ cluster: 'dev', metrics: { accuracy: 0.97 } });
    const trained = await told(commit, 'digits / train', 'success');
    expect(trained.summary).toContain('| `accuracy` | 0.97 |');
    expect((await told(commit, 'digits / evaluate', 'success')).title).toBe('1 of 1 passed');
    expect(run.jobs[4]?.result?.version).toEqual({ model: 'digits', version: 1 });
    const params = { team: platform.team, name: 'digits', version: 1 };
    const lineage = await platform.client.call(modelEndpoints.lineage, { params });
    expect(lineage).toMatchObject({
      run: { id: run.jobs[2]?.result?.trackingRun },
      code: { commit },
      job: { name: 'digits-train', run: run.jobs[2]?.run },
    });
    for (const { run: program = '' } of run.jobs.slice(0, 3)) {
      await cluster.untilRetired(program, 'succeeded');
      expect((await cluster.podsEverOf(program)).size).toBe(1);
    }
  }, 900_000);

  it('shows the end of the log of a test that fails, and does nothing more', async () => {
    const commit = await pushed({ 'test.sh': 'echo two and two are five\nexit 1\n' });
    const run = await ended(commit);
    expect(run.jobs.map(({ state }) => state)).toEqual([
      'failed',
      ...Array.from({ length: 4 }, () => 'skipped'),
    ]);
    expect((await told(commit, 'digits / test', 'failure')).summary).toContain('two and two are five');
    await told(commit, 'digits / image', 'skipped');
  }, 900_000);

  it('that a newer commit supersedes leaves the cluster', async () => {
    const first = await code.write('faster', { 'README.md': 'Fast\n' });
    const number = repository.open('Faster', 'faster', 'alice');
    const changed = (action: string): Promise<void> =>
      deliver('pull_request', { action, number, pull_request: { number } });
    await changed('opened');
    const running = await runOf(first, 'it runs', ({ jobs }) => jobs[0]?.state === 'running');
    const program = running.jobs[0]?.run ?? '';
    await platform.untilRun(program, 'running');
    const second = await code.write('faster', { 'README.md': 'Faster\n', 'wait.sh': 'true\n' });
    await changed('synchronize');
    await cluster.untilRetired(program, 'cancelled');
    await told(first, 'slow / wait', 'cancelled');
    expect((await ended(second)).state).toBe('succeeded');
  }, 900_000);
});
