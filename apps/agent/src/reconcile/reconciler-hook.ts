import { createHash, createHmac } from 'node:crypto';
import { UnavailableError, describeError } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';

/** Where the reconciler of the cluster takes word of a push. */
export interface ReconcilerHook {
  readonly kind: 'flux' | 'argocd';
  /** Base URL: of Flux's notification controller, or of Argo CD's API server. */
  readonly url: string;
  /** What the reconciler knows the caller by: the token of the Receiver, or the secret of Argo CD's GitHub webhook. */
  readonly token: string;
  readonly repository: { readonly url: string; readonly branch: string };
}

export interface HookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The Receiver that Slipway renders for each cluster of Flux. */
const receiver = { name: 'environment', namespace: 'slipway-system' };

const timeoutMs = 5_000;

/**
 * The request that makes the reconciler look at once. Flux derives the path of a Receiver from its token, and `generic-hmac`
 * takes the signature of the body; Argo CD takes a push event as GitHub sends it.
 * https://fluxcd.io/flux/components/notification/receivers/ · https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/
 */
export function hookRequest({ kind, url, token, repository }: ReconcilerHook): HookRequest {
  const body =
    kind === 'flux'
      ? '{}'
      : JSON.stringify({
          ref: `refs/heads/${repository.branch}`,
          repository: { html_url: repository.url.replace(/\.git$/, ''), default_branch: repository.branch },
          commits: [],
        });
  const signature = `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
  const json = { 'content-type': 'application/json' };
  if (kind === 'argocd')
    return {
      url: new URL('/api/webhook', url).href,
      headers: { ...json, 'x-github-event': 'push', 'x-hub-signature-256': signature },
      body,
    };
  const path = createHash('sha256').update(`${token}${receiver.name}${receiver.namespace}`).digest('hex');
  return { url: new URL(`/hook/${path}`, url).href, headers: { ...json, 'x-signature': signature }, body };
}

/** Tells the reconciler of pushes, one call at a time: those that come meanwhile are one more. */
export function hookCaller(hook: ReconcilerHook, logger: Logger, signal: AbortSignal): () => void {
  let isWanted = false;
  let isCalling = false;
  const takeWanted = (): boolean => {
    const wanted = isWanted && !signal.aborted;
    isWanted = false;
    return wanted;
  };
  const call = async (): Promise<void> => {
    while (takeWanted()) {
      try {
        await callHook(hook, signal);
      } catch (error) {
        if (!signal.aborted)
          logger.warn('The reconciler was not told of a push; it looks by itself later', {
            reason: describeError(error),
          });
      }
    }
    isCalling = false;
  };
  return () => {
    isWanted = true;
    if (isCalling) return;
    isCalling = true;
    void call();
  };
}

/** Tells the reconciler of a push. @throws UnavailableError when it does not take it; it looks by itself later then. */
export async function callHook(hook: ReconcilerHook, signal: AbortSignal): Promise<void> {
  const { url, ...request } = hookRequest(hook);
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      ...request,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    status = response.status;
  } catch (error) {
    throw new UnavailableError(`${hook.kind} can't be told of a push at ${hook.url}`, { cause: error });
  }
  if (status >= 300)
    throw new UnavailableError(
      `${hook.kind} does not take word of a push at ${hook.url}: it answers ${String(status)}`,
    );
}
