import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePorts } from '../components/free-ports.ts';
import { createComponent } from '../components/running-component.ts';
import { buildProgram } from '../programs/build-program.ts';
import { programs } from '../programs/program.ts';
import { createCertificateAuthority, issueCertificate } from '../security/certificate-authority.ts';
import { writePrivately } from '../security/key-folder.ts';

export interface ImageBuilderOptions {
  /** Folder of all that they have. */
  readonly directory: string;
  /** Gets a line for each step that takes time. */
  readonly progress?: (line: string) => void;
}

/** A BuildKit daemon that answers to certificates alone, and a registry, both on free ports of the loopback. */
export interface ImageBuilder extends AsyncDisposable {
  /** Of the daemon: `tcp://127.0.0.1:20000`. */
  readonly address: string;
  /** Of the registry, which takes images from anybody: `127.0.0.1:20001`. */
  readonly registry: string;
  /** Path of `buildctl`. */
  readonly client: string;
  /** What a client shows the daemon, and trusts it by: contents of PEM files, by the keys of a Secret. */
  readonly certificates: Readonly<Record<'ca.crt' | 'tls.crt' | 'tls.key', string>>;
}

/**
 * Starts both and waits until they answer. The daemon needs root, and executes no RUN: there is no runc.
 * @throws Error when a program cannot be built or does not become ready; then nothing is left running
 */
export async function startImageBuilder({
  directory,
  progress = () => undefined,
}: ImageBuilderOptions): Promise<ImageBuilder> {
  const daemon = await buildProgram(programs.buildkitd, progress);
  const client = await buildProgram(programs.buildctl, progress);
  const registry = await buildProgram(programs.registry, progress);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const ports = await freePorts(['daemon', 'registry']);

  const ca = await createCertificateAuthority('builds');
  const own = await issueCertificate(ca, { commonName: 'buildkitd', hosts: ['127.0.0.1'] });
  const caller = await issueCertificate(ca, { commonName: 'builds of teams' });
  const file = (name: string): string => path.join(directory, name);
  await writePrivately(file('ca.crt'), ca.public);
  await writePrivately(file('buildkitd.crt'), own.public);
  await writePrivately(file('buildkitd.key'), own.private);
  const address = `tcp://127.0.0.1:${String(ports.daemon)}`;
  await writeFile(file('registry.yaml'), registryConfig(file('registry'), ports.registry));

  const surroundings = { directory, logs: directory, authority: file('ca.crt') };
  const components = [
    createComponent(
      {
        name: 'registry',
        program: registry.path,
        args: ['serve', file('registry.yaml')],
        ready: { url: `http://127.0.0.1:${String(ports.registry)}/v2/` },
      },
      surroundings,
    ),
    createComponent(
      {
        name: 'buildkitd',
        program: daemon.path,
        args: [
          ...['--root', file('buildkit'), '--addr', address],
          ...['--tlscacert', file('ca.crt'), '--tlscert', file('buildkitd.crt')],
          ...['--tlskey', file('buildkitd.key'), '--containerd-worker=false', '--oci-worker=true'],
          // It wants to know of a program to run steps by.
          ...['--oci-worker-snapshotter=native', '--oci-worker-net=host', '--oci-worker-binary=false'],
        ],
        ready: { port: ports.daemon },
      },
      surroundings,
    ),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(components.map((component) => component.stop()));
  };
  try {
    for (const component of components) await component.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ address, client: client.path, registry: `127.0.0.1:${String(ports.registry)}` },
    certificates: { 'ca.crt': ca.public, 'tls.crt': caller.public, 'tls.key': caller.private },
    [Symbol.asyncDispose]: stop,
  };
}

const registryConfig = (directory: string, port: number): string => `version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: ${JSON.stringify(directory)} } }
http: { addr: "127.0.0.1:${String(port)}" }
`;
