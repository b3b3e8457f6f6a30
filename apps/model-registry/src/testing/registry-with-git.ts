import { createClient, type Client } from '@slipway/contracts';
import { until } from '@slipway/testing';
import { playCommitter, type PlayedCommitter } from './played-committer.ts';
import { startRegistry, type RegistryHarness, type RegistryHarnessOptions } from './registry-harness.ts';

/** A registry of team `demo` whose committer the test plays. Calls are those of `carl`, a contributor. */
export interface RegistryWithGit {
  readonly registry: RegistryHarness;
  readonly git: PlayedCommitter;
  /** Slipway's own API as `root` (admin), `mia` (maintainer), `carl` (contributor) or `vera` (viewer). */
  as(principal: 'root' | 'mia' | 'carl' | 'vera'): Client;
  /** MLflow's API; throws when the answer is not 200. */
  call(method: 'GET' | 'POST' | 'DELETE' | 'PATCH', path: string, content: object): Promise<unknown>;
  /** A model with so many versions, in git. */
  makeModel(name: string, versions: number): Promise<void>;
  setAlias(name: string, alias: string, version: number): Promise<unknown>;
  /** What the alias points to, by MLflow's API; undefined: nothing. */
  versionAt(name: string, alias: string): Promise<string | undefined>;
  /** Waits until it is so. */
  pointsTo(name: string, alias: string, version: string | undefined): Promise<unknown>;
  /** Waits until the registry has followed the branch to its end. */
  followed(): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startRegistryWithGit(
  options: Omit<RegistryHarnessOptions, 'tokens'> = {},
): Promise<RegistryWithGit> {
  const registry = await startRegistry({
    ...options,
    tokens: {
      root: [{ role: 'admin' }],
      mia: [{ role: 'maintainer', team: 'demo' }],
      carl: [{ role: 'contributor', team: 'demo' }],
      vera: [{ role: 'viewer', team: 'demo' }],
    },
  });
  const git = await playCommitter(registry.database, registry.directory);

  const call: RegistryWithGit['call'] = async (method, path, content) => {
    const { status, body } = await registry.call(method, path, content, 'carl');
    if (status !== 200) throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`);
    return body;
  };
  const versionAt: RegistryWithGit['versionAt'] = async (name, alias) => {
    const { body } = await registry.call('GET', 'registered-models/alias', { name, alias }, 'carl');
    return (body as { model_version?: { version: string } }).model_version?.version;
  };
  return {
    registry,
    git,
    as: (token) => createClient({ url: registry.url, token }),
    call,
    makeModel: async (name, versions) => {
      await call('POST', 'registered-models/create', { name });
      for (let version = 1; version <= versions; version += 1) {
        const source = `s3://models/${name}/${String(version)}`;
        await call('POST', 'model-versions/create', { name, source });
      }
      await git.commit();
    },
    setAlias: (name, alias, version) =>
      call('POST', 'registered-models/alias', { name, alias, version: String(version) }),
    versionAt,
    pointsTo: (name, alias, version) =>
      until(`${name}@${alias} is ${String(version)}`, async () => (await versionAt(name, alias)) === version),
    followed: () =>
      until('the branch is followed', async () => {
        const tip = await git.git('rev-parse', 'main');
        return (await registry.database.followedRepository.position('environment'))?.commit === tip;
      }),
    stop: async () => {
      await git.close();
      await registry.stop();
    },
  };
}
