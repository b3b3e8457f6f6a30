import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { notificationEndpoints } from '@slipway/contracts';
import { createMetrics } from '@slipway/telemetry';
import { Branches, quietLogger, temporaryDirectory, until } from '@slipway/testing';
import { startPlatform, type Platform } from './start-platform.ts';

const settings = (url: string): string => `apiVersion: slipway.dev/v1
kind: Environment
metadata: { name: environment }
spec:
  notifications:
    - name: hook
      events: [run-failed, deployment-failed]
      teams: [demo]
      to: { webhook: { url: "${url}", secret: ci } }
`;
const job = `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: fails, team: demo }
spec:
  image: docker.io/library/busybox:1.37
  command: [sh, -c, "exit 3"]
`;

interface Told {
  readonly type: string;
  readonly signature: unknown;
  readonly data: { readonly text: string };
}

let platform: Platform;
let branches: Branches;
const told: Told[] = [];
const undo: (() => Promise<unknown>)[] = [];
let url: string;

beforeEach(async () => {
  const temporary = await temporaryDirectory();
  undo.push(() => temporary.remove());
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Told, 'signature'>;
      told.push({ ...body, signature: request.headers['webhook-signature'] });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise((resolve) => receiver.close(resolve)));
  url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/hook`;
  const data = path.join(temporary.path, 'data');
  const secretsFile = path.join(temporary.path, 'secrets.json');
  const secrets = { ci: `whsec_${Buffer.alloc(32, 1).toString('base64')}` };
  await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  platform = await startPlatform({
    ...{ host: '127.0.0.1', port: 0, logger: quietLogger, metrics: createMetrics(), data },
    template: path.resolve(import.meta.dirname, '../../../gitops/environment'),
    launcher: path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs'),
    env: {
      SLIPWAY_NOTIFICATION_SECRETS_FILE: secretsFile,
      SLIPWAY_NOTIFICATION_PRIVATE_RECEIVERS: 'true',
    },
  });
  undo.push(() => platform.stop());
  branches = await Branches.start({}, path.join(data, 'environment.git'));
  undo.push(() => branches[Symbol.asyncDispose]());
});
afterEach(async () => {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
});

describe('a Job that somebody commits and that fails', () => {
  it('is told by the rule of slipway.yaml: the run, and the commit that brought it', async () => {
    await branches.write('main', { 'slipway.yaml': settings(url) });
    await until('the rule is in force', async () => {
      const { items } = await platform.client.call(notificationEndpoints.listNotificationRules, {});
      return items.some(({ name, problem }) => name === 'hook' && problem === undefined);
    });
    await branches.write('main', { 'teams/demo/jobs/fails.yaml': job });
    await until('both are told', () => told.length >= 2);
    expect(told.toSorted((one, other) => one.type.localeCompare(other.type))).toMatchObject([
      { type: 'deployment-failed', data: { text: expect.stringContaining('Job/demo/fails') } },
      { type: 'run-failed', data: { text: expect.stringContaining('3') } },
    ]);
    expect(told.every(({ signature }) => String(signature).startsWith('v1,'))).toBe(true);
    const { items } = await until('both are noted', async () => {
      const page = await platform.client.call(notificationEndpoints.listNotifications, {
        query: { state: 'sent' },
      });
      return page.items.length === 2 && page;
    });
    expect(items.map(({ rule, failures }) => [rule, failures])).toEqual([
      ['hook', 0],
      ['hook', 0],
    ]);
  });
});
