import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { changeEndpoints, resourceEndpoints, type Client } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import { parseResources, type Job, type Study } from '@slipway/resources';
import type { Narrator } from './console-writer.ts';

export interface TourDeps {
  readonly client: Client;
  readonly narrator: Narrator;
  /** Folder of the example: `job.yaml`, `study.yaml` and the files they name. */
  readonly example: string;
  readonly signal: AbortSignal;
}

interface Example<Resource extends Job | Study> {
  readonly resource: Resource;
  readonly file: string;
  readonly text: string;
}

/** @throws ConflictError when the file holds no resource of the kind */
export async function readExample<Kind extends 'Job' | 'Study'>(
  example: string,
  name: string,
  kind: Kind,
): Promise<Example<Extract<Job | Study, { kind: Kind }>>> {
  const file = path.join(example, name);
  const text = await readFile(file, 'utf8');
  for (const resource of parseResources(file, text))
    if (resource.kind === kind)
      return { resource: resource as Extract<Job | Study, { kind: Kind }>, file, text };
  throw new ConflictError(`${file} holds no ${kind}: the tour needs one`);
}

/** Applies an example so that it runs in any case, and tells of its commit. Returns the name of the run. */
export async function applyExample(
  deps: TourDeps,
  { resource, file, text }: Example<Job | Study>,
): Promise<string> {
  const { client, narrator, signal } = deps;
  const { kind, metadata, spec } = resource;
  const { team, name } = metadata;
  const source = 'trials' in spec ? spec.trials.source : spec.source;
  const files = source && 'files' in source ? source.files : [];
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: {
      documents: [{ file, text }],
      files: await Promise.all(
        files.map(async (named) => ({
          document: file,
          path: named,
          content: await readFile(path.join(path.dirname(file), named), 'utf8'),
        })),
      ),
      reason: 'first tour',
      run: 'always',
    },
    signal,
  });
  const applied = resources[0];
  if (applied?.run === undefined || applied.change === undefined)
    throw new ConflictError(`applying ${file} started no run`);
  narrator.say(
    'change',
    `accepted ${applied.change} · ${kind}/${team}/${name} ${applied.action} · run ${applied.run}`,
  );
  await tellCommit(deps, team, applied.change);
  return applied.run;
}

async function tellCommit({ client, narrator, signal }: TourDeps, team: string, id: string): Promise<void> {
  const change = await client.call(changeEndpoints.getChange, {
    params: { team, change: id },
    query: { wait: true },
    signal,
  });
  if (change.commit === undefined)
    throw new ConflictError(
      `change ${id} is ${change.state}: ${change.rejection ?? 'the committer did not answer in time'}`,
    );
  const [first = '', ...more] = change.paths;
  narrator.say('commit', `${change.commit.slice(0, 7)}  ${change.subject}`);
  narrator.say('', `${first}${more.length > 0 ? ` and ${String(more.length)} more` : ''}`);
  const took = Date.parse(change.settledAt ?? change.acceptedAt) - Date.parse(change.acceptedAt);
  narrator.say(
    'push',
    `main is at ${change.commit.slice(0, 7)}, ${String(took)} ms after the change was accepted`,
  );
}
