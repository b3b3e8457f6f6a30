import { resourceEndpoints } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import { formatYaml, parseResources } from '@slipway/resources';
import { connect, findConnection } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { shortCommit } from '../../output/run-text.ts';
import { settledChange } from '../settled-change.ts';
import { findCluster } from './find-cluster.ts';

export const providers = ['onprem', 'aws', 'gcp', 'azure'] as const;
export const reconcilers = ['flux', 'argocd'] as const;

export interface AddClusterOptions {
  readonly provider: (typeof providers)[number];
  readonly reconciler: (typeof reconcilers)[number];
  readonly region?: string;
  readonly repositoryUrl?: string;
  readonly branch: string;
  readonly description?: string;
  readonly operatorNamespace?: readonly string[];
  readonly dryRun?: boolean;
}

/** Commits a new cluster with its tree, waits for the commit, and says how the cluster is connected. */
export async function addCluster(
  invocation: Invocation,
  name: string,
  options: AddClusterOptions,
): Promise<ExitCode> {
  const { out, err, signal } = invocation;
  const { dryRun = false } = options;
  const text = await clusterText(invocation, name, options);
  const client = await connect(invocation);
  if (await findCluster(client, name, signal))
    throw new ConflictError(`there is a cluster ${name}: change it with slipway apply, or take another name`);
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: { documents: [{ file: 'cluster.yaml', text }], dryRun, reason: `cluster ${name} was added` },
    signal,
  });
  const [applied] = resources;
  const change =
    applied?.change === undefined ? undefined : await settledChange(client, '-', applied.change, signal);
  const format = formatOf(invocation);
  if (format === 'name') await out.line(`cluster/${name}`);
  else if (format !== 'table') await writeData(out, format, { ...applied, commit: change?.commit });
  else if (dryRun) {
    await out.write(text);
    for (const path of applied?.paths ?? []) await err.line(`would write ${printable(path)}`);
  } else if (change?.state === 'rejected') {
    await err.line(err.colours.red(`cluster/${name} rejected: ${printable(change.rejection ?? '')}`));
  } else {
    await out.line(`cluster/${name} ${change?.state ?? ''} ${shortCommit(change?.commit)}`.trim());
    await err.line(
      `next: install ${options.reconciler === 'flux' ? 'Flux' : 'Argo CD'} on it, and with kubectl pointing at it run\n` +
        `  slipway cluster bootstrap ${name} | kubectl apply --server-side -f -`,
    );
  }
  return change?.state === 'rejected' ? exitCodes.conflict : exitCodes.ok;
}

/** The resource as YAML, checked. @throws InvalidInputError that names the field. */
async function clusterText(
  invocation: Invocation,
  name: string,
  { provider, reconciler, region, repositoryUrl, branch, description, operatorNamespace }: AddClusterOptions,
): Promise<string> {
  const url = repositoryUrl ?? new URL('/git/environment.git', (await findConnection(invocation)).url).href;
  const written = formatYaml({
    apiVersion: 'slipway.dev/v1',
    kind: 'Cluster',
    metadata: { name, ...(description === undefined ? {} : { description }) },
    spec: {
      provider,
      ...(region === undefined ? {} : { region }),
      reconciler,
      repository: { url, branch },
      ...(operatorNamespace === undefined ? {} : { operatorNamespaces: operatorNamespace }),
    },
  });
  parseResources('cluster.yaml', written);
  return written;
}
