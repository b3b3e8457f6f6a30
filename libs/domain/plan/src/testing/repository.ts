import { createHash } from 'node:crypto';
import { decodeContent } from '../file-content.ts';
import { makePlan, type PlanOptions } from '../make-plan.ts';
import type { Plan } from '../plan.ts';
import type { EntryMode, FileContent, Snapshot, TreeFile } from '../snapshot.ts';

/** A file by its text or bytes, or what else may lie at a path. */
export type Entry = string | Uint8Array | { readonly mode: EntryMode };
export type Entries = Readonly<Record<string, Entry>>;

const resource = (kind: string, metadata: string, spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${spec}`;

export const team = (name: string, spec = ''): string =>
  resource(
    'Team',
    `{ name: ${name} }`,
    `  members: [{ user: ${name}-lead, role: maintainer }, { user: ${name}-member }]\n${spec}`,
  );

export const cluster = (name: string, pools: string, spec = ''): string =>
  resource(
    'Cluster',
    `{ name: ${name} }`,
    `  provider: aws\n  reconciler: flux\n  repository: { url: https://git.example.org/environment.git }\n  nodePools: [${pools}]\n  images: { slipway: registry.example.org/slipway:1 }\n${spec}`,
  );

export const job = (name: string, spec = '', of = 'vision'): string =>
  resource(
    'Job',
    `{ name: ${name}, team: ${of} }`,
    `  image: example.org/train:v1\n  command: [python, train.py]\n${spec}`,
  );

export const policy = (name: string, expression: string, spec = ''): string =>
  resource(
    'Policy',
    `{ name: ${name}, description: ${name} does not hold }`,
    `  expression: ${JSON.stringify(expression)}\n${spec}`,
  );

export const smallPool = '{ name: cpu, nodes: 4, cpu: 8, memory: 32Gi, pricePerHour: 0.8 }';

/** Two teams, two clusters, and nothing that runs. */
export const environment: Entries = {
  'slipway.yaml': 'apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: { name: production }\n',
  'teams/vision/team.yaml': team('vision'),
  'teams/speech/team.yaml': team('speech'),
  'clusters/east/cluster.yaml': cluster('east', smallPool),
  'clusters/west/cluster.yaml': cluster(
    'west',
    '{ name: cpu, nodes: 2, cpu: 64, memory: 512Gi, pricePerHour: 6.4 }',
  ),
};

export function snapshotOf(entries: Entries, revision = 'test'): Snapshot {
  const files = new Map<string, TreeFile>();
  const contents = new Map<string, FileContent>();
  for (const [path, entry] of Object.entries(entries)) {
    const isFile = typeof entry === 'string' || entry instanceof Uint8Array;
    const bytes = isFile ? Buffer.from(entry) : Buffer.from(path);
    const id = createHash('sha1').update(bytes).digest('hex');
    files.set(path, { path, mode: isFile ? 'file' : entry.mode, id });
    if (isFile) contents.set(id, decodeContent(bytes));
  }
  return { revision, files, contents };
}

/** The plan of a change: `change` on top of `base`, where undefined takes a file away. */
export function planOf(
  base: Entries,
  change: Readonly<Record<string, Entry | undefined>>,
  options?: PlanOptions,
): Plan {
  const head: Record<string, Entry> = {};
  for (const [path, entry] of Object.entries({ ...base, ...change }))
    if (entry !== undefined) head[path] = entry;
  return makePlan(snapshotOf(base, 'base'), snapshotOf(head, 'head'), options);
}

/** Findings as lines: `failure teams/…:1 title: message`. */
export const findingLines = ({ findings }: Plan): readonly string[] =>
  findings.map(
    ({ level, file, line, column, title, message }) =>
      `${level} ${file}:${String(line)}${column === undefined ? '' : `:${String(column)}`} ${title}: ${message}`,
  );
