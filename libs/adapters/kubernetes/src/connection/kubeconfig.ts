import type { Agent } from 'node:http';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import type { KubeConfig } from '@kubernetes/client-node';
import type { CredentialSource, Credentials, TlsFields } from './credentials.ts';

/** The fields of a request that the library fills in from a kubeconfig. */
interface FilledOptions extends TlsFields {
  headers?: Record<string, string | string[] | number | undefined>;
  auth?: string;
  agent?: Agent;
}

/**
 * The current context of a kubeconfig file: certificates, tokens, exec plugins, OIDC, proxies. Only then the library is
 * loaded, which takes 80 MiB of memory; an agent in its cluster does without.
 * @throws InvalidInputError when the file cannot be read or names no server.
 */
export async function kubeconfigCredentials(file: string): Promise<CredentialSource> {
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const load = (): KubeConfig => {
    const config = new Config();
    config.loadFromFile(file);
    return config;
  };
  let config: KubeConfig;
  try {
    config = load();
  } catch (cause) {
    throw new InvalidInputError(`The kubeconfig ${file} cannot be read`, { cause });
  }
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new InvalidInputError(
      `The kubeconfig ${file} has no current context with a cluster: set one by kubectl config use-context`,
    );
  let current: KubeConfig | undefined = config;
  return {
    server: new URL(cluster.server),
    async read() {
      try {
        current ??= load();
        const filled: FilledOptions = { headers: {} };
        await current.applyToHTTPSOptions(filled as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
        return credentialsOf(filled, current.getCurrentCluster()?.proxyUrl !== undefined);
      } catch (cause) {
        throw new UnavailableError(`The credentials of the kubeconfig ${file} cannot be had`, { cause });
      }
    },
    forget() {
      current = undefined;
    },
  };
}

function credentialsOf(filled: FilledOptions, proxied: boolean): Credentials {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(filled.headers ?? {}))
    if (value !== undefined) headers[name.toLowerCase()] = String(value);
  if (filled.auth !== undefined)
    headers.authorization = `Basic ${Buffer.from(filled.auth).toString('base64')}`;
  const { ca, cert, key, servername, rejectUnauthorized } = filled;
  return {
    headers,
    tls: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(servername !== undefined && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    },
    ...(proxied && filled.agent && { agent: filled.agent }),
  };
}
