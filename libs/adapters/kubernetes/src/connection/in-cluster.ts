import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, UnavailableError, type Clock } from '@slipway/kernel';
import type { CredentialSource, Credentials } from './credentials.ts';

/** Where Kubernetes mounts the token of a pod's service account. */
const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Tokens live an hour and are replaced well before: this is often enough, and costs nothing. */
const rereadMs = 30_000;

export interface InClusterOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly directory?: string;
}

/**
 * The service account of the pod that this process runs in. Its token is replaced by the kubelet, so the file is read
 * again and again. See https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 * @throws InvalidInputError outside of a cluster.
 */
export function inClusterCredentials({
  environment,
  clock,
  directory = mounted,
}: InClusterOptions): CredentialSource {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host === undefined || host === '')
    throw new InvalidInputError(
      'This process does not run in a pod, and there is no KUBECONFIG: set it to the path of a kubeconfig file',
    );
  let known: { readonly credentials: Credentials; readonly at: number } | undefined;
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    async read() {
      const now = clock.now().getTime();
      if (known && now - known.at < rereadMs) return known.credentials;
      try {
        const [token, ca] = await Promise.all([
          readFile(path.join(directory, 'token'), 'utf8'),
          readFile(path.join(directory, 'ca.crt')),
        ]);
        const credentials = { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
        known = { credentials, at: now };
        return credentials;
      } catch (cause) {
        throw new UnavailableError(`The service account in ${directory} cannot be read`, { cause });
      }
    },
    forget() {
      known = undefined;
    },
  };
}
