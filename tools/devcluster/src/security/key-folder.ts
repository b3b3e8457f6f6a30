import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createCertificateAuthority,
  createSigningKeys,
  issueCertificate,
  type KeyPair,
  type Subject,
} from './certificate-authority.ts';

/** Paths of a key pair's two files. */
export interface KeyFiles {
  readonly public: string;
  readonly private: string;
}

/** The keys of one cluster, each made when it is first asked for and kept. Only the owner can read the folder. */
export interface KeyFolder {
  /** Signs clients and servers of the cluster. */
  readonly authority: KeyFiles;
  /** Signs etcd and its clients: whoever has a certificate of the cluster cannot read etcd. */
  readonly etcdAuthority: KeyFiles;
  readonly serviceAccounts: KeyFiles;
  readonly certificate: (name: string, subject: Subject) => Promise<KeyFiles>;
  readonly etcdCertificate: (name: string, subject: Subject) => Promise<KeyFiles>;
}

export async function openKeyFolder(directory: string): Promise<KeyFolder> {
  await mkdir(directory, { recursive: true, mode: 0o700 });

  const kept = async (name: string, make: () => Promise<KeyPair>): Promise<KeyFiles> => {
    const files = {
      public: path.join(directory, `${name}.crt`),
      private: path.join(directory, `${name}.key`),
    };
    if (await pairOf(files)) return files;
    const pair = await make();
    await writePrivately(files.public, pair.public);
    await writePrivately(files.private, pair.private);
    return files;
  };
  const signedBy =
    (authority: KeyFiles) =>
    (name: string, subject: Subject): Promise<KeyFiles> =>
      kept(name, async () => {
        const signer = await pairOf(authority);
        if (!signer)
          throw new Error(`${authority.private} is gone: remove ${directory} to make all keys anew`);
        return issueCertificate(signer, subject);
      });

  const authority = await kept('authority', () => createCertificateAuthority('devcluster'));
  const etcdAuthority = await kept('etcd-authority', () => createCertificateAuthority('devcluster-etcd'));
  return {
    authority,
    etcdAuthority,
    serviceAccounts: await kept('service-accounts', createSigningKeys),
    certificate: signedBy(authority),
    etcdCertificate: signedBy(etcdAuthority),
  };
}

/** A key pair is whole when the private key is there, since that is written last. */
async function pairOf(files: KeyFiles): Promise<KeyPair | undefined> {
  try {
    return { public: await readFile(files.public, 'utf8'), private: await readFile(files.private, 'utf8') };
  } catch {
    return undefined;
  }
}

/** Writes a whole file that only the owner can read, or none. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
