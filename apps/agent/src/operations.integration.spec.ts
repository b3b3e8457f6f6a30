import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runServices } from '@slipway/service';
import { temporaryDirectory } from '@slipway/testing';
import { compose } from './compose.ts';
import { AgentConfig } from './config.ts';

/** Of a cluster that does not answer. */
const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 'agent' } }],
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
};

describe('an agent of a cluster with a port', () => {
  it('tells that it is alive and ready, and its metrics, also while its cluster does not answer', async () => {
    await using directory = await temporaryDirectory();
    const file = path.join(directory.path, 'kubeconfig');
    await writeFile(file, JSON.stringify(kubeconfig));
    const { close, ...options } = await compose(
      AgentConfig.parse({
        url: 'http://127.0.0.1:1',
        token: 'agent-token',
        runtime: 'kubernetes',
        kubeconfig: file,
        data: path.join(directory.path, 'data'),
        port: '0',
        logLevel: 'silent',
      }),
    );
    const running = await runServices(options);
    try {
      const answers = ['/healthz', '/readyz', '/metrics', '/v1/runs'].map(
        async (at) => (await fetch(`${String(running.url)}${at}`)).status,
      );
      expect(await Promise.all(answers)).toEqual([200, 200, 200, 404]);
    } finally {
      await running.stop();
      await close();
    }
  });
});
