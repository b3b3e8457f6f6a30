import { createHmac, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { GitHubDouble } from '@slipway/github/testing';
import type { Platform } from '../start-platform.ts';

const secret = 'the secret of the webhook of this test';

/** Variables of a platform that is an App on the double. @param folder where its key and secrets are written */
export async function variablesOfApp(double: GitHubDouble, folder: string): Promise<Record<string, string>> {
  const keyFile = path.join(folder, 'app.pem');
  const secretsFile = path.join(folder, 'secrets.json');
  await writeFile(keyFile, double.privateKey);
  await writeFile(secretsFile, JSON.stringify({ default: [secret] }), { mode: 0o600 });
  return {
    SLIPWAY_GITHUB_API_URL: double.url,
    SLIPWAY_GITHUB_APP_ID: double.appId,
    SLIPWAY_GITHUB_APP_KEY_FILE: keyFile,
    SLIPWAY_WEBHOOK_SECRETS_FILE: secretsFile,
  };
}

/** Tells the platform of an event, as GitHub does. */
export async function deliver(
  { url }: Pick<Platform, 'url'>,
  repository: string,
  event: string,
  payload: object,
): Promise<void> {
  const body = JSON.stringify({ ...payload, repository: { full_name: repository } });
  const answer = await fetch(`${url}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-delivery': randomUUID(),
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  expect(answer.status).toBe(202);
}
