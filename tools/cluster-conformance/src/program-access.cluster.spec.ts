import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Run } from '@slipway/contracts';
import { temporaryDirectory, until } from '@slipway/testing';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { SlipwayCluster } from './testing/slipway-cluster.ts';
import { SlipwayPlatform } from './testing/slipway-platform.ts';

/** Logs a metric as MLflow's client would, with nothing but its variables, and tells what else its token opens. */
const program = `
import json, os, urllib.error, urllib.request

def call(url, content):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]}
    data = None if content is None else json.dumps(content).encode()
    try:
        return urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.code

uri, run = os.environ["MLFLOW_TRACKING_URI"], os.environ["MLFLOW_RUN_ID"]
metric = {"run_id": run, "key": "accuracy", "value": 0.75, "timestamp": 1, "step": 3}
print("own team", call(uri + "/api/2.0/mlflow/runs/log-metric", metric))
print("scheduler", call(os.environ["SLIPWAY_URL"] + "/v1/teams/vision/runs", None))
`;

/** The names of the variables that a program has of Slipway's access, and where it is tracked. */
const names = `
import os
given = ("SLIPWAY_URL", "SLIPWAY_TOKEN", "MLFLOW_RUN_ID")
print(*[name for name in given if name in os.environ], os.environ.get("MLFLOW_TRACKING_URI"))
`;

describeOwnClusters('a program in a pod', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: SlipwayPlatform;
  let slipway: SlipwayCluster;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    platform = await SlipwayPlatform.start(directory.path, { services: ['model-registry'] });
    slipway = await SlipwayCluster.start(platform, 'dev', 'flux', directory.path);
  }, 3_600_000);

  afterAll(async () => {
    await (slipway as SlipwayCluster | undefined)?.stop();
    await (platform as SlipwayPlatform | undefined)?.stop();
    await directory[Symbol.asyncDispose]();
  }, 120_000);

  const python = (name: string, script: string, spec: object = {}): Promise<string> =>
    platform.runJob(name, '', { command: ['python3', '-c', script], ...spec });

  const tracked = (name: string): Promise<Run> =>
    until(`${name} is tracked to its end`, async () => {
      const run = await platform.getRun(name);
      return run.tracked?.status !== 'RUNNING' && run;
    });

  it('logs to the run that tracks its attempt, by a Secret that is gone with its Job', async () => {
    const name = await python('trainer', program);
    const ended = await slipway.untilRetired(name, 'succeeded');
    expect(await platform.logOf(name)).toBe('own team 200\nscheduler 403\n');
    expect((await tracked(name)).tracked).toMatchObject({
      attempt: `${name}-1`,
      status: 'FINISHED',
      metrics: [{ name: 'accuracy', value: 0.75, step: 3 }],
    });
    expect(ended.attempts).toHaveLength(1);
    const secrets = `/api/v1/namespaces/${slipway.team}/secrets`;
    await until('its Secret is gone', async () => (await slipway.admin.list(secrets)).length === 0);
  });

  it('keeps the tracking server that its Job names', async () => {
    const env = [{ name: 'MLFLOW_TRACKING_URI', value: 'http://tracking.example' }];
    const name = await python('elsewhere', names, { env });
    const { tracked: none } = await slipway.untilRetired(name, 'succeeded');
    expect(await platform.logOf(name)).toBe('SLIPWAY_URL SLIPWAY_TOKEN http://tracking.example\n');
    expect(none).toBeUndefined();
  });

  it('gets nothing when its code is not trusted', async () => {
    const name = await python('stranger', names, { untrusted: true });
    await slipway.untilRetired(name, 'succeeded');
    expect(await platform.logOf(name)).toBe('None\n');
  });

  it('that begins while the agent is away waits for its access, and is tracked when the agent is back', async () => {
    await slipway.killAgent();
    const name = await python('patient', program);
    interface Waiting {
      readonly status?: {
        readonly containerStatuses?: readonly {
          readonly state: { readonly waiting?: { readonly reason: string } };
        }[];
      };
    }
    await until(
      'its pod waits for the Secret',
      async () => {
        const [pod] = (await slipway.podsOf(name)) as unknown as readonly Waiting[];
        return pod?.status?.containerStatuses?.[0]?.state.waiting?.reason === 'CreateContainerConfigError';
      },
      180_000,
    );
    await slipway.startAgent();
    await slipway.untilRetired(name, 'succeeded');
    expect((await tracked(name)).tracked).toMatchObject({ status: 'FINISHED' });
    expect((await slipway.podsEverOf(name)).size).toBe(1);
  });
});
