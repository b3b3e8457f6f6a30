import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  changeEndpoints,
  resourceEndpoints,
  runEndpoints,
  type ChangeView,
  type Client,
  type RunEvent,
} from '@slipway/contracts';
import { ConflictError, UnavailableError } from '@slipway/kernel';
import { parseResources } from '@slipway/resources';
import type { Narrator } from './console-writer.ts';

export interface TourResult {
  /** Commits that the tour made. */
  readonly commits: number;
  readonly state: string;
  readonly accuracy: number | undefined;
}

export interface TourDeps {
  readonly client: Client;
  readonly narrator: Narrator;
  /** Folder of the example: `job.yaml` and the files it names. */
  readonly example: string;
  readonly signal: AbortSignal;
}

/** Applies the example Job and tells what happens, from the accepted change to the commit that retires the run. */
export async function takeTour({ client, narrator, example, signal }: TourDeps): Promise<TourResult> {
  const file = path.join(example, 'job.yaml');
  const text = await readFile(file, 'utf8');
  const job = parseResources(file, text).find((resource) => resource.kind === 'Job');
  if (job?.kind !== 'Job') throw new ConflictError(`${file} holds no Job: the tour needs one`);
  const { team, name } = job.metadata;
  const sources = job.spec.source && 'files' in job.spec.source ? job.spec.source.files : [];

  narrator.title(`Tour: ${path.relative(process.cwd(), file)} becomes a commit, a process and a model`);
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: {
      documents: [{ file, text }],
      files: await Promise.all(
        sources.map(async (source) => ({
          document: file,
          path: source,
          content: await readFile(path.join(example, source), 'utf8'),
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
    `accepted ${applied.change} · Job/${team}/${name} ${applied.action} · run ${applied.run}`,
  );

  const told = await tellCommit(client, narrator, team, applied.change, signal);
  const log = tellLog(client, narrator, team, applied.run, signal);
  log.catch(() => undefined); // it is awaited where the run ends; until then its failure is nobody's
  let retired: RunEvent | undefined;
  for await (const { data } of client.events(runEndpoints.watchRuns, {
    params: { team },
    query: { run: applied.run, follow: true },
    signal,
  })) {
    if (data.type === 'finished') await log;
    tellEvent(narrator, data);
    if (data.type === 'retired') {
      retired = data;
      break;
    }
  }
  if (retired === undefined) throw new UnavailableError('the platform stopped before the run was retired');
  const run = await client.call(runEndpoints.getRun, { params: { team, run: applied.run }, signal });
  narrator.say('commit', `${run.retiredBy?.slice(0, 7) ?? ''}  retires ${run.name}: it never executes twice`);
  return {
    commits: (told.commit ? 1 : 0) + (run.retiredBy ? 1 : 0),
    state: run.state,
    accuracy: run.metrics.find((metric) => metric.name === 'accuracy')?.value,
  };
}

async function tellCommit(
  client: Client,
  narrator: Narrator,
  team: string,
  id: string,
  signal: AbortSignal,
): Promise<ChangeView> {
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
  return change;
}

async function tellLog(
  client: Client,
  narrator: Narrator,
  team: string,
  run: string,
  signal: AbortSignal,
): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of client.bytes(runEndpoints.runLogs, {
    params: { team, run },
    query: { follow: true },
    signal,
  })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (!line.startsWith('slipway-')) narrator.quote(line.slice(0, 160));
  }
}

// What the tour has already told by itself, or what would only repeat the log.
const untold = new Set(['accepted', 'committed', 'retired']);

function tellEvent(narrator: Narrator, event: RunEvent): void {
  if (!untold.has(event.type)) narrator.say(event.type, event.message);
}
