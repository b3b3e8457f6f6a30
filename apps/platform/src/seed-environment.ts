import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Change } from '@slipway/changes';
import { changeEndpoints, resourceEndpoints, type Client } from '@slipway/contracts';
import { UnavailableError, newId, systemClock } from '@slipway/kernel';

export interface SeedDeps {
  readonly client: Client;
  /** Folder with the template of an environment repository: `gitops/environment`. */
  readonly template: string;
  /** Accepts a change on the platform's own account. */
  readonly appendChange: (change: Change) => Promise<void>;
}

/**
 * Fills a new environment repository from the template: its files that are no resources as one change of the platform's,
 * then its resources through the API, as anybody would apply them. Does nothing when it has been done. Returns the number of commits.
 */
export async function seedEnvironment({ client, template, appendChange }: SeedDeps): Promise<number> {
  const { items } = await client.call(resourceEndpoints.listClusters, { query: { limit: 1 } });
  if (items.length > 0) return 0;
  const files = await templateFiles(template);
  const isResource = (file: { path: string }): boolean => /^(teams|clusters)\/.*\.yaml$/.test(file.path);
  const id = newId(systemClock.now());
  await appendChange({
    id,
    repository: 'environment',
    team: undefined,
    subject: 'Start the environment repository',
    operations: files.filter((file) => !isResource(file)).map((file) => ({ op: 'write', ...file })),
    service: 'platform',
    requestedBy: 'admin',
    resource: 'Environment/environment',
    reason: 'first start',
    traceparent: undefined,
    preconditions: [],
  });
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: {
      documents: files.filter(isResource).map((file) => ({ file: file.path, text: file.content })),
      reason: 'first start',
    },
  });
  const changes = [
    { id, team: '-' },
    ...resources.flatMap(({ change, team = '-' }) => (change ? [{ id: change, team }] : [])),
  ];
  const views = await Promise.all(
    changes.map(({ id: change, team }) =>
      client.call(changeEndpoints.getChange, { params: { team, change }, query: { wait: true } }),
    ),
  );
  for (const view of views) {
    if (view.commit === undefined)
      throw new UnavailableError(
        `the environment repository could not be started: change ${view.id} is ${view.state} ${view.rejection ?? ''}`,
      );
  }
  return new Set(views.map((view) => view.commit)).size;
}

async function templateFiles(root: string): Promise<{ path: string; content: string }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: path.relative(root, file).split(path.sep).join('/'),
      content: await readFile(file, 'utf8'),
    })),
  );
}
