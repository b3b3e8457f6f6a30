import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints, type Run } from '@slipway/contracts';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, temporaryDirectory, until } from '@slipway/testing';
import { startPlatform, type Platform } from './start-platform.ts';

/** Logs as MLflow's client would, without it, and tells what else its token opens. */
const program = `
import json, os, urllib.error, urllib.request

def call(url, content):
    request = urllib.request.Request(
        url,
        data=None if content is None else json.dumps(content).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]},
    )
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code

uri, run = os.environ["MLFLOW_TRACKING_URI"], os.environ["MLFLOW_RUN_ID"]
metric = {"run_id": run, "key": "accuracy", "value": 0.75, "timestamp": 1, "step": 3}
print("own team", call(uri + "/api/2.0/mlflow/runs/log-metric", metric))
print("own param", call(uri + "/api/2.0/mlflow/runs/log-parameter", {"run_id": run, "key": "depth", "value": "4"}))
server = uri.rsplit("/teams/", 1)[0]
print("other team", call(server + "/teams/other/api/2.0/mlflow/runs/log-metric", metric))
print("scheduler", call(server + "/v1/teams/demo/runs", None))
`;

const job = (name: string, script: string, env: object[] = []): string =>
  JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata: { name, team: 'demo' },
    spec: { image: 'docker.io/library/python:3.13', command: ['python3', '-c', script], env },
  });

describe('a Job on a platform with a model registry', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: Platform;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    platform = await startPlatform({
      data: path.join(temporary.path, 'data'),
      host: '127.0.0.1',
      port: 0,
      template: path.resolve(import.meta.dirname, '../../../gitops/environment'),
      launcher: path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs'),
      logger: quietLogger,
      metrics: createMetrics(),
    });
  });
  afterAll(async () => {
    await platform.stop();
    await temporary.remove();
  });

  const endedRun = async (text: string): Promise<{ run: Run; log: string }> => {
    const { resources } = await platform.client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'job.yaml', text }] },
    });
    const params = { team: 'demo', run: resources[0]?.run ?? '' };
    const run = await until('the run has ended', async () => {
      const now = await platform.client.call(runEndpoints.getRun, { params });
      return now.retiredBy !== undefined && now.tracked?.status !== 'RUNNING' && now;
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of platform.client.bytes(runEndpoints.runLogs, { params })) chunks.push(chunk);
    return { run, log: Buffer.concat(chunks).toString() };
  };

  it('logs to a run of its own by a token that opens nothing else', async () => {
    const { run, log } = await endedRun(job('trainer', program));
    expect(log.trim().split('\n')).toEqual([
      'own team 200',
      'own param 200',
      'other team 403',
      'scheduler 403',
    ]);
    expect(run.tracked).toMatchObject({
      attempt: `${run.name}-1`,
      status: 'FINISHED',
      params: [{ name: 'depth', value: '4' }],
      metrics: [{ name: 'accuracy', value: 0.75, step: 3 }],
    });
    const shown = await fetch(new URL(run.tracked?.link ?? '', platform.url));
    expect(await shown.json()).toMatchObject({ run: { info: { run_name: run.name, status: 'FINISHED' } } });
  });

  it('keeps the tracking server that it names itself', async () => {
    const script =
      'import os; print({name: os.environ[name] for name in os.environ if name.startswith("MLFLOW_")})';
    const env = [{ name: 'MLFLOW_TRACKING_URI', value: 'http://tracking.example' }];
    const { run, log } = await endedRun(job('elsewhere', script, env));
    expect(log.trim()).toBe("{'MLFLOW_TRACKING_URI': 'http://tracking.example'}");
    expect(run.tracked).toBeUndefined();
  });
});
