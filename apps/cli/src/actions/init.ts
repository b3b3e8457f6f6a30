import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layout } from '@slipway/changes';
import { ConflictError, UnavailableError } from '@slipway/kernel';
import { parseResources } from '@slipway/resources';
import { noEnvironmentFiles } from '../environment/environment-files.ts';
import { environmentTemplate } from '../environment/environment-template.ts';
import { planFiles } from '../environment/planned-files.ts';
import { UsageError } from '../exit-codes.ts';
import { runProgram } from '../input/run-program.ts';
import type { Invocation } from '../invocation.ts';
import { clusterText, type NewCluster } from './cluster/cluster-text.ts';

export interface InitOptions extends Omit<NewCluster, 'reconciler' | 'repositoryUrl'> {
  /** A cluster that it applies takes the place of the local agent. */
  readonly reconciler?: NewCluster['reconciler'];
  /** Name of that cluster. */
  readonly cluster: string;
  readonly repositoryUrl?: string;
}

/** Makes an environment repository from the template, with a first commit. The folder must be new or empty. */
export async function init(
  { out, err, cwd }: Invocation,
  folder: string,
  { reconciler, cluster, repositoryUrl, ...more }: InitOptions,
): Promise<void> {
  if ((reconciler === undefined) !== (repositoryUrl === undefined))
    throw new UsageError(
      '--reconciler and --repository-url go together: the cluster reads the repository there',
    );
  const files =
    reconciler === undefined || repositoryUrl === undefined
      ? undefined
      : await clusterFiles(cluster, { ...more, reconciler, repositoryUrl });
  const target = path.resolve(cwd, folder);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0)
    throw new ConflictError(`${folder} is not empty: name a new folder`);
  await cp(environmentTemplate, target, {
    recursive: true,
    filter: (file) =>
      files === undefined || !/^(teams|clusters)\b/.test(path.relative(environmentTemplate, file)),
  });
  for (const [file, content] of files ?? []) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await writeFile(path.join(target, file), content);
  }
  await firstCommit(folder, target, more.branch);
  await out.line(target);
  await err.line(
    'next: push it to your git server and start the platform with SLIPWAY_ENVIRONMENT_URL set to its address',
  );
}

/** What the repository holds for the cluster and for the template's team, which may use it. */
async function clusterFiles(name: string, cluster: NewCluster): Promise<ReadonlyMap<string, string>> {
  const template = await readFile(path.join(environmentTemplate, layout.team('demo')), 'utf8');
  const texts = [
    [layout.cluster(name), clusterText(name, cluster)],
    [layout.team('demo'), template.replace(/^ {2}clusters: .*$/m, `  clusters: [${name}]`)],
  ] as const;
  const documents = texts.map(([file, text]) => ({ file, text, resources: parseResources(file, text) }));
  const { files } = await planFiles(noEnvironmentFiles, { documents, files: [] }, '');
  return new Map([
    ...[...files].flatMap(([file, content]) => (content === undefined ? [] : [[file, content] as const])),
    ...texts,
  ]);
}

async function firstCommit(folder: string, target: string, branch: string): Promise<void> {
  const git = async (...args: string[]): Promise<void> => {
    const { ok, reason } = await runProgram('git', args, { cwd: target });
    if (!ok) throw new UnavailableError(`git ${args[0] ?? ''} failed in ${folder}`, { cause: reason });
  };
  await git('init', '--quiet', `--initial-branch=${branch}`);
  await git('add', '--all');
  // Somebody who has never told git who they are shall get through as well.
  const known = (await runProgram('git', ['config', 'user.email'], { cwd: target })).ok;
  const author = known ? [] : ['-c', 'user.name=slipway', '-c', 'user.email=slipway@localhost'];
  await git(...author, 'commit', '--quiet', '--message', 'Start the environment repository');
}
