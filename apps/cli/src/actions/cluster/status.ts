import {
  clusterStatusEndpoints,
  resourceEndpoints,
  type Client,
  type ClusterStatus,
  type NodePoolStatus,
  type Resource,
} from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { shortBytes, shortDuration } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import type { Colours } from '../../output/output.ts';
import { clipped, printable } from '../../output/printable.ts';
import { shortCommit } from '../../output/run-text.ts';
import { fieldLines, tableLines } from '../../output/table.ts';

/** A cluster of desired state, and how its agent says it is. */
interface KnownCluster {
  readonly cluster: Resource;
  readonly status: ClusterStatus | undefined;
}

/** An agent tells every few seconds; after so many of silence something is wrong. */
const silentSeconds = 60;

/** How far each cluster has come with the environment repository, and how it is. */
export async function clusterStatus(invocation: Invocation, name: string | undefined): Promise<void> {
  const { out } = invocation;
  const known = await knownClusters(await connect(invocation), invocation.signal);
  const shown = name === undefined ? known : known.filter(({ cluster }) => cluster.metadata.name === name);
  if (name !== undefined && shown.length === 0) throw new NotFoundError(`there is no cluster ${name}`);
  const format = formatOf(invocation);
  if (format === 'name')
    for (const { cluster } of shown) await out.line(`cluster/${printable(cluster.metadata.name)}`);
  else if (format !== 'table') {
    const items = shown.map(({ cluster, status }) => ({
      name: cluster.metadata.name,
      health: healthOf(status).text,
      status,
    }));
    await writeData(out, format, name === undefined ? { items } : items[0]);
  } else {
    const [only] = shown;
    const lines =
      name === undefined || !only ? clusterTable(shown, out.colours) : detailLines(only, out.colours);
    for (const line of lines) await out.line(line);
  }
}

async function knownClusters(client: Client, signal: AbortSignal): Promise<readonly KnownCluster[]> {
  const page = (cursor: string | undefined): { limit: number; cursor?: string } => ({
    limit: 500,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const statuses = new Map<string, ClusterStatus>();
  for await (const status of allPages<ClusterStatus>((cursor) =>
    client.call(clusterStatusEndpoints.listClusterStatuses, { query: page(cursor), signal }),
  ))
    statuses.set(status.cluster, status);
  const known: KnownCluster[] = [];
  for await (const cluster of allPages<Resource>((cursor) =>
    client.call(resourceEndpoints.listClusters, { query: page(cursor), signal }),
  ))
    known.push({ cluster, status: statuses.get(cluster.metadata.name) });
  return known;
}

interface Health {
  readonly text: string;
  readonly tone: 'good' | 'waiting' | 'bad';
}

/** One phrase: the worst that is known. */
function healthOf(status: ClusterStatus | undefined): Health {
  if (status === undefined) return { text: 'not connected', tone: 'bad' };
  const { seenSecondsAgo, reconciler, problems } = status;
  if (seenSecondsAgo > silentSeconds)
    return { text: `silent for ${shortDuration(seenSecondsAgo * 1000)}`, tone: 'bad' };
  const [problem] = problems;
  if (problem !== undefined) return { text: problem, tone: 'bad' };
  if (reconciler?.ready === false)
    return { text: reconciler.message || `${reconciler.kind} is not ready`, tone: 'bad' };
  if (reconciler && reconciler.sourceRevision !== reconciler.appliedRevision)
    return { text: 'applying', tone: 'waiting' };
  return { text: 'healthy', tone: 'good' };
}

function healthText(status: ClusterStatus | undefined, colours: Colours, width: number): string {
  const { text, tone } = healthOf(status);
  const paint = { good: colours.green, waiting: colours.yellow, bad: colours.red }[tone];
  return paint(clipped(printable(text), width));
}

function clusterTable(known: readonly KnownCluster[], colours: Colours): string[] {
  return tableLines(
    ['name', 'provider', 'reconciler', 'fetched', 'applied', 'nodes', 'seen', 'health'],
    known.map(({ cluster, status }) => [
      printable(cluster.metadata.name),
      textOf(cluster.spec.provider),
      textOf(cluster.spec.reconciler),
      shortCommit(status?.reconciler?.sourceRevision),
      shortCommit(status?.reconciler?.appliedRevision),
      status === undefined ? '' : nodesText(status.nodePools),
      seenText(status),
      healthText(status, colours, 60),
    ]),
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? printable(value) : '');

const seenText = (status: ClusterStatus | undefined): string =>
  status === undefined ? 'never' : `${shortDuration(status.seenSecondsAgo * 1000)} ago`;

/** Ready nodes of all. */
function nodesText(pools: readonly NodePoolStatus[]): string {
  const sum = (of: (pool: NodePoolStatus) => number): number =>
    pools.reduce((total, pool) => total + of(pool), 0);
  return `${String(sum(({ ready }) => ready))}/${String(sum(({ nodes }) => nodes))}`;
}

function detailLines({ cluster, status }: KnownCluster, colours: Colours): string[] {
  const fields = fieldLines([
    ['Name', printable(cluster.metadata.name)],
    ['Provider', [textOf(cluster.spec.provider), textOf(cluster.spec.region)].join(' ').trim()],
    ['Reconciler', textOf(cluster.spec.reconciler)],
    ['Health', healthText(status, colours, 500)],
    ['Fetched', status?.reconciler?.sourceRevision && printable(status.reconciler.sourceRevision)],
    ['Applied', status?.reconciler?.appliedRevision && printable(status.reconciler.appliedRevision)],
    ['Kubernetes', status?.version && printable(status.version)],
    ['Agent', status && printable(`${status.agentVersion}, ${status.runtime}`)],
    ['Seen', seenText(status)],
    ...(status?.problems ?? []).map((problem) => ['Problem', printable(problem)] as const),
  ]);
  return status === undefined || status.nodePools.length === 0
    ? fields
    : [...fields, '', ...poolTable(status.nodePools)];
}

function poolTable(pools: readonly NodePoolStatus[]): string[] {
  return tableLines(
    ['node pool', 'ready', 'cpu', 'memory', 'others'],
    pools.map(({ name, nodes, ready, allocatable, requested }) => {
      const used = (resource: string, text: (amount: number) => string): string =>
        `${text(requested[resource] ?? 0)} of ${text(allocatable[resource] ?? 0)}`;
      const others = Object.keys(allocatable)
        .filter((resource) => resource.includes('/'))
        .map((resource) => `${printable(resource)} ${used(resource, String)}`);
      return [
        printable(name),
        `${String(ready)}/${String(nodes)}`,
        used('cpu', (cores) => String(Math.round(cores * 10) / 10)),
        used('memory', shortBytes),
        others.join(', '),
      ];
    }),
  );
}
