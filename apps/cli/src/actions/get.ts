import {
  modelEndpoints,
  resourceEndpoints,
  runEndpoints,
  type Client,
  type Model,
  type ModelSummary,
  type Resource,
  type Run,
  type RunState,
} from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { allPages } from '../connection/pages.ts';
import { parseKind, parseReference, type KindWord } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { age, shortDuration } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import type { Colours } from '../output/output.ts';
import { clipped, printable } from '../output/printable.ts';
import { metricText, percent, stateText } from '../output/run-text.ts';
import { tableLines } from '../output/table.ts';
import { describeStudy } from './study/describe.ts';
import { listStudies } from './study/list.ts';

/** Studies are the tuning service's: their own commands show them. */
type ListedKind = Exclude<KindWord, 'study'>;

export interface GetOptions {
  readonly job?: string;
  readonly state?: RunState;
  readonly limit: number;
  readonly all?: boolean;
}

type Item = Resource | Run | Model | ModelSummary;

const isRun = (item: Item): item is Run => 'attempts' in item;
const isModel = (item: Item): item is Model | ModelSummary => 'lastVersion' in item;
const nameOf = (item: Item): string => (isRun(item) || isModel(item) ? item.name : item.metadata.name);

/** Lists the objects of a kind, or shows one of them. */
export async function get(
  invocation: Invocation,
  words: readonly string[],
  options: GetOptions,
): Promise<void> {
  const single = words.length > 1 || words[0]?.includes('/') === true ? parseReference(words) : undefined;
  const kind = single?.kind ?? parseKind(words[0] ?? '');
  if (kind === 'study')
    return single ? describeStudy(invocation, single.name) : listStudies(invocation, options);
  const client = await connect(invocation);
  if (single) {
    const item = await findOne(invocation, client, kind, single.name);
    await show(invocation, kind, [item], formatOf(invocation) === 'table' ? undefined : item);
    return;
  }
  const items: Item[] = [];
  let more = false;
  for await (const item of await listKind(invocation, client, kind, options)) {
    more = options.all !== true && items.length === options.limit;
    if (more) break;
    items.push(item);
  }
  await show(invocation, kind, items, undefined);
  if (more)
    await invocation.err.line(
      invocation.err.colours.dim(`the first ${String(options.limit)}; --all or --limit N shows more`),
    );
  if (items.length === 0 && formatOf(invocation) === 'table') await invocation.err.line(`no ${kind}s`);
}

/** One object. @throws NotFoundError */
export async function findOne(
  invocation: Invocation,
  client: Client,
  kind: ListedKind,
  name: string,
): Promise<Resource | Run | Model> {
  const { signal } = invocation;
  if (kind === 'run')
    return client.call(runEndpoints.getRun, {
      params: { team: await chooseTeam(invocation, client), run: name },
      signal,
    });
  if (kind === 'job')
    return client.call(resourceEndpoints.getJob, {
      params: { team: await chooseTeam(invocation, client), name },
      signal,
    });
  if (kind === 'model')
    return client.call(modelEndpoints.getModel, {
      params: { team: await chooseTeam(invocation, client), name },
      signal,
    });
  for await (const item of await listKind(invocation, client, kind, {}))
    if (!isModel(item) && nameOf(item) === name) return item;
  throw new NotFoundError(`there is no ${kind} ${name}`);
}

type ListOptions = Partial<Pick<GetOptions, 'job' | 'state' | 'limit' | 'all'>>;

async function listKind(
  invocation: Invocation,
  client: Client,
  kind: ListedKind,
  { job, state, limit = 500, all }: ListOptions,
): Promise<AsyncIterable<Item>> {
  const { signal } = invocation;
  const pageSize = all === true ? 500 : Math.min(500, limit + 1);
  const team = kind === 'team' || kind === 'cluster' ? '' : await chooseTeam(invocation, client);
  return allPages<Item>((cursor) => {
    const page = { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    switch (kind) {
      case 'run':
        return client.call(runEndpoints.listRuns, {
          params: { team },
          query: {
            ...page,
            ...(job === undefined ? {} : { job }),
            ...(state === undefined ? {} : { state }),
          },
          signal,
        });
      case 'job':
        return client.call(resourceEndpoints.listJobs, { params: { team }, query: page, signal });
      case 'model':
        return client.call(modelEndpoints.listModels, { params: { team }, query: page, signal });
      case 'team':
        return client.call(resourceEndpoints.listTeams, { query: page, signal });
      case 'cluster':
        return client.call(resourceEndpoints.listClusters, { query: page, signal });
    }
  });
}

/** Writes items in the format asked for; `single` is written by itself and not as a list. */
async function show(
  invocation: Invocation,
  kind: ListedKind,
  items: readonly Item[],
  single: Item | undefined,
): Promise<void> {
  const { out } = invocation;
  const format = formatOf(invocation);
  if (format === 'name') for (const item of items) await out.line(`${kind}/${printable(nameOf(item))}`);
  else if (format !== 'table') await writeData(out, format, single ?? { items });
  else if (items.length > 0)
    for (const line of itemTable(kind, items, invocation.clock.now(), out.colours)) await out.line(line);
}

function itemTable(kind: ListedKind, items: readonly Item[], now: Date, colours: Colours): string[] {
  if (kind === 'run') return runTable(items.filter(isRun), now, colours);
  if (kind === 'model') return modelTable(items.filter(isModel), now);
  const resources = items.filter((item): item is Resource => !isRun(item) && !isModel(item));
  const what = { job: 'command', team: 'members', cluster: 'provider' }[kind];
  return tableLines(
    ['name', what, 'generation', 'age'],
    resources.map((resource) => [
      printable(resource.metadata.name),
      summaryOf(kind, resource),
      String(resource.generation),
      age(resource.updatedAt, now),
    ]),
  );
}

function modelTable(models: readonly (Model | ModelSummary)[], now: Date): string[] {
  return tableLines(
    ['name', 'versions', 'aliases', 'updated'],
    models.map(({ name, lastVersion, aliases, updatedAt }) => [
      printable(name),
      String(lastVersion),
      clipped(aliases.map(({ alias, version }) => `${printable(alias)}=${String(version)}`).join(' '), 60),
      age(updatedAt, now),
    ]),
  );
}

export function runTable(runs: readonly Run[], now: Date, colours: Colours): string[] {
  return tableLines(
    ['name', 'state', 'progress', 'attempt', 'metrics', 'took', 'age'],
    runs.map((run) => [
      printable(run.name),
      stateText(run.state, colours),
      percent(run.progress),
      String(run.attempts.at(-1)?.epoch ?? 0),
      clipped(run.metrics.map(({ name, value }) => `${printable(name)}=${metricText(value)}`).join(' '), 40),
      tookOf(run, now),
      age(run.createdAt, now),
    ]),
  );
}

function tookOf({ startedAt, endedAt }: Run, now: Date): string {
  if (startedAt === undefined) return '';
  return shortDuration((endedAt === undefined ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt));
}

function summaryOf(kind: ListedKind, { spec }: Resource): string {
  if (kind === 'job')
    return clipped(printable(wordsOf(spec.command).concat(wordsOf(spec.args)).join(' ')), 50);
  if (kind === 'team') return String(Array.isArray(spec.members) ? spec.members.length : 0);
  return typeof spec.provider === 'string' ? printable(spec.provider) : '';
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
