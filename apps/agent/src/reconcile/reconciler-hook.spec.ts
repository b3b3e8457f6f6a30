import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { quietLogger, until } from '@slipway/testing';
import { callHook, hookCaller, hookRequest, type ReconcilerHook } from './reconciler-hook.ts';

const hook: ReconcilerHook = {
  kind: 'flux',
  url: 'http://notification-controller.flux-system',
  token: 'a-token',
  repository: { url: 'https://git.example.org/ml/environment.git', branch: 'main' },
};

describe('the request that wakes a reconciler', () => {
  it('goes to the path that Flux derives from the token of the Receiver, signed', () => {
    expect(hookRequest(hook)).toEqual({
      // printf 'a-tokenenvironmentslipway-system' | sha256sum
      url: 'http://notification-controller.flux-system/hook/818164a10a37bdfe9d0c1cdf1760f02856d24ba37747432109af5bc9bac7ce42',
      headers: {
        'content-type': 'application/json',
        // printf '{}' | openssl dgst -sha256 -hmac a-token
        'x-signature': 'sha256=3e3420053c49f4fc97b3fe7bf3fde7fe28dff7a3dc521b1e656abe44f41fa5cf',
      },
      body: '{}',
    });
  });

  it("is a push event of GitHub's for Argo CD", () => {
    const { url, headers, body } = hookRequest({
      ...hook,
      kind: 'argocd',
      url: 'https://argocd-server.argocd/',
    });
    expect(url).toBe('https://argocd-server.argocd/api/webhook');
    expect(headers).toMatchObject({
      'x-github-event': 'push',
      'x-hub-signature-256': expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    });
    expect(JSON.parse(body)).toMatchObject({
      ref: 'refs/heads/main',
      repository: { html_url: 'https://git.example.org/ml/environment' },
    });
  });
});

describe('waking a reconciler', () => {
  it('is one request, and fails when it is refused or nobody answers', async () => {
    const seen: { path: string | undefined; body: string }[] = [];
    const answers = [200, 404];
    const server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        seen.push({ path: request.url, body });
        response.writeHead(answers[seen.length - 1] ?? 500).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const here = { ...hook, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
    const { signal } = new AbortController();
    await callHook(here, signal);
    expect(seen).toEqual([{ path: new URL(hookRequest(here).url).pathname, body: '{}' }]);
    await expect(callHook(here, signal)).rejects.toThrow('answers 404');
    await new Promise((resolve) => server.close(resolve));
    await expect(callHook(here, signal)).rejects.toThrow("can't be told of a push");
  });

  it('is done one at a time: pushes that come meanwhile are one more request', async () => {
    const answers: (() => void)[] = [];
    const server = createServer((_request, response) => {
      answers.push(() => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const wake = hookCaller({ ...hook, url }, quietLogger, new AbortController().signal);
    wake();
    await until('the first request', () => answers.length === 1);
    for (let push = 0; push < 5; push += 1) wake();
    answers[0]?.();
    await until('the second request', () => answers.length === 2);
    answers[1]?.();
    wake();
    await until('the third request', () => answers.length === 3);
    answers[2]?.();
    await new Promise((resolve) => server.close(resolve));
    expect(answers).toHaveLength(3);
  });
});
