import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { NotFoundError } from '@slipway/kernel';
import { renderBootstrap } from '@slipway/render';
import { connect } from '../../connection/connect.ts';
import { UsageError } from '../../exit-codes.ts';
import { readText, readTextFile } from '../../input/read-text.ts';
import type { Invocation } from '../../invocation.ts';
import { dataFolder } from '../create-token.ts';
import { declaredCluster, findCluster } from './find-cluster.ts';

export interface BootstrapOptions {
  readonly username: string;
  /** `-` for stdin. */
  readonly passwordFile?: string;
}

/** Writes what an administrator applies to a cluster once. With no password given, a new token of the cluster is made here. */
export async function bootstrapCluster(
  invocation: Invocation,
  name: string,
  { username, passwordFile }: BootstrapOptions,
): Promise<void> {
  const { out, err, signal } = invocation;
  const resource = await findCluster(await connect(invocation), name, signal);
  if (!resource)
    throw new NotFoundError(`there is no cluster ${name}: add it with slipway cluster add ${name}`);
  const cluster = declaredCluster(resource);
  if (cluster.spec.reconciler === 'local')
    throw new UsageError(`${name} is the machine of a local agent, which needs no bootstrap`);
  const password =
    passwordFile === undefined
      ? await newClusterToken(invocation, name)
      : (await readPassword(invocation, passwordFile)).trim();
  await out.write(
    renderBootstrap(cluster, { username, password, wakeToken: randomBytes(32).toString('base64url') }),
  );
  if (passwordFile === undefined)
    await err.line(
      `made the token cluster-${name}: it reads the environment repository and reports for ${name}; one of an earlier bootstrap is no longer valid`,
    );
}

const longestPassword = 10_000;

const readPassword = ({ input, cwd }: Invocation, file: string): Promise<string> =>
  file === '-'
    ? readText(input, 'stdin', longestPassword)
    : readTextFile(path.resolve(cwd, file), file, longestPassword);

async function newClusterToken(invocation: Invocation, cluster: string): Promise<string> {
  const data = await dataFolder(
    invocation,
    'give the token that the cluster reads the environment repository with by --password-file, or run this where the server is',
  );
  const { createToken } = await import('@slipway/platform');
  const grants = [{ role: 'agent', cluster } as const, { role: 'git-reader' } as const];
  return createToken({ data, name: `cluster-${cluster}`, grants, expires: undefined, replace: true });
}
