import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { writePrivately, type KeyFiles } from './key-folder.ts';

/** Who calls which API server. */
export interface KubeconfigOptions {
  /** Names cluster, user and context. */
  readonly name: string;
  readonly server: string;
  /** Path of the certificate that the server's is checked by. */
  readonly authority: string;
  /** A client certificate, or the token of a service account. */
  readonly credentials: KeyFiles | { readonly token: string };
}

/** Writes a kubeconfig that needs no other file. Only the owner can read it. */
export async function writeKubeconfig(file: string, options: KubeconfigOptions): Promise<void> {
  const { name, server, authority, credentials } = options;
  const user =
    'token' in credentials
      ? { token: credentials.token }
      : {
          'client-certificate-data': await readFile(credentials.public, 'base64'),
          'client-key-data': await readFile(credentials.private, 'base64'),
        };
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server, 'certificate-authority-data': await readFile(authority, 'base64') } },
    ],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  await writePrivately(file, stringify(document));
}
