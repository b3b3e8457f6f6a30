import { resourcePlace } from '@slipway/changes';
import type { ApplyRequest, AppliedResource } from '@slipway/contracts';
import { canonicalJson, InvalidInputError } from '@slipway/kernel';
import type { ResourceKey, ResourceRecord, RunRecord } from '@slipway/ports';
import {
  formatResource,
  issueAt,
  type Environment,
  type SlipwayResource,
  type Study,
} from '@slipway/resources';
import type { Principal } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import type { Carrier } from './advance-runs.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { checkedReason } from './checked-reason.ts';
import { givenResources, type GivenResource } from './given-resources.ts';
import { letTrialsRun } from './let-trials-run.ts';
import { acceptRun, type RunRequest } from './accept-run.ts';
import { proposeChange, wayOf } from './propose-change.ts';
import { resourceOperations } from './resource-operations.ts';
import { isProgramKind } from './program-kind.ts';
import { changeMode, requireFreeName, requireSameSearch } from './program-rules.ts';
import { studyOf } from './resource-documents.ts';
import { requireRights } from './resource-rights.ts';
import { replaceWorkers, stopWorkers } from './study-workers.ts';

/** Programs need their team and a cluster, which may come in the same request. */
const order = ['Team', 'Cluster', 'Job', 'Study'];

/** Locked by whoever writes a Team or a Cluster: the manifests of teams depend on all of both. */
const teamsAndClusters: ResourceKey = { kind: 'Cluster', team: undefined, name: '' };

/**
 * Accepts resources as desired state: all of the request or nothing, in one transaction, one change for each resource
 * that is new or different. The change of a Job or Study also carries the manifest of the run that it starts. What
 * `slipway.yaml` wants a pull request of is proposed instead, and stays as it is.
 * @throws InvalidInputError, ForbiddenError, ConflictError; nothing is stored then.
 */
export async function applyResources(
  context: SchedulerContext,
  principal: Principal,
  request: ApplyRequest,
  traceparent: string,
): Promise<readonly AppliedResource[]> {
  const given = givenResources(request);
  requireRights(principal, given);
  const by: RunRequest = {
    requestedBy: principal.name,
    reason: checkedReason(request.reason, `applied by ${principal.name}`),
    traceparent,
  };
  const settings = await context.settings();
  const ordered = given.toSorted(
    (left, right) => order.indexOf(left.key.kind) - order.indexOf(right.key.kind),
  );
  const apply = async (work: Work): Promise<readonly AppliedResource[]> => {
    await lockToApply(
      work,
      given.map(({ key }) => key),
    );
    const applied = new Map<string, AppliedResource>();
    for (const one of ordered)
      applied.set(
        one.id,
        await applyOne(context, work, one, { run: request.run, by, isInGit: false, settings }),
      );
    return given.flatMap(({ id }) => applied.get(id) ?? []);
  };
  return request.dryRun ? rehearse(context, apply) : inTransaction(context, apply);
}

/** Before resources are applied. */
export async function lockToApply(work: Work, keys: readonly ResourceKey[]): Promise<void> {
  const shared = keys.some(({ kind }) => !isProgramKind(kind)) ? [teamsAndClusters] : [];
  await work.store.lockResources([...keys, ...shared]);
}

export interface ApplyOptions {
  readonly run: ApplyRequest['run'];
  readonly by: RunRequest;
  /** Its own files lie in the environment repository already, as people have written them: what is rendered from them is written alone. */
  readonly isInGit: boolean;
  /** Rules that may want a pull request of it; undefined: there are none. */
  readonly settings: Environment | undefined;
}

/** Accepts a resource that is locked. @throws InvalidInputError, ConflictError */
export async function applyOne(
  context: SchedulerContext,
  work: Work,
  given: GivenResource,
  { run, by, isInGit, settings }: ApplyOptions,
): Promise<AppliedResource> {
  const { resource, key, files } = given;
  if (key.team !== undefined) await requireTeam(work, given, key.team);
  const previous = await work.store.findResource(key);
  const source = formatResource(resource);
  if (isProgramKind(key.kind)) await requireFreeName(work, given, key.kind);
  if (resource.kind === 'Study') await requireSameSearch(context, resource);
  const runs = isProgramKind(key.kind) && run !== 'never';
  const ofJobs = studyOfJobs(resource);
  if (previous && isSame(previous, source, files)) {
    const restarts = runs && run === 'always';
    if (restarts && ofJobs) await letTrialsRun(context, work, ofJobs, previous);
    else if (restarts && resource.kind === 'Study')
      await stopWorkers(context, work, resource, 'started again');
    const started = restarts && !ofJobs ? await acceptRun(context, work, previous, by) : undefined;
    return appliedUnchanged(key, started);
  }

  const operations = await resourceOperations(work, resource, { source, files }, previous);
  const way = await wayOf(work, settings, resource, operations);
  if (way.by === 'pull-request') {
    const proposed = operations.filter(({ path }) => resourcePlace(path) !== undefined);
    const proposal = await proposeChange(context, work, {
      ...{ ...by, team: key.team, resource: given.id, operations: proposed, autoMerge: way.autoMerge },
      subject: subject(previous ? 'Update' : 'Add', given.id, undefined),
    });
    return { ...named(key), action: 'proposed', proposal, paths: proposed.map(({ path }) => path) };
  }
  const carrier: Carrier = {
    change: newChangeId(context, work.now),
    operations: isInGit ? operations.filter(({ path }) => resourcePlace(path) === undefined) : operations,
  };
  const record: ResourceRecord = {
    ...key,
    generation: (previous?.generation ?? 0) + 1,
    change: carrier.change,
    document: { ...resource },
    source,
    files,
    updatedAt: work.now,
    rejection: undefined,
  };
  await work.store.saveResource(record);
  if (resource.kind === 'Study' && previous) await changeMode(work, resource, studyOf(previous));
  if (runs && ofJobs) await letTrialsRun(context, work, ofJobs, record);
  const starts =
    runs &&
    !ofJobs &&
    (resource.kind !== 'Study' || (await replaceWorkers(context, work, resource, record, carrier)));
  const started = starts ? await acceptRun(context, work, record, by, carrier) : undefined;
  if (carrier.operations.length > 0) {
    await work.store.awaitChange({ change: carrier.change, purpose: 'resource', key });
    await appendChange(context, work, carrier.change, {
      team: key.team,
      subject: subject(isInGit ? 'Render' : previous ? 'Update' : 'Add', given.id, started?.name),
      operations: carrier.operations,
      resource: given.id,
      requestedBy: by.requestedBy,
      reason: by.reason,
      traceparent: by.traceparent,
    });
  }
  return {
    ...named(key),
    action: previous ? 'updated' : 'created',
    change: carrier.change,
    ...(started ? { run: started.name } : {}),
    paths: carrier.operations.map(({ path }) => path),
  };
}

/** A Study whose trials run as Jobs of their own. */
const studyOfJobs = (resource: SlipwayResource): Study | undefined =>
  resource.kind === 'Study' && resource.spec.trials.mode === 'jobs' ? resource : undefined;

/** Whether this is what was applied last; what was rejected is not in the environment repository and goes there again. */
function isSame(previous: ResourceRecord, source: string, files: GivenResource['files']): boolean {
  return (
    previous.rejection === undefined &&
    previous.source === source &&
    canonicalJson(previous.files) === canonicalJson(files)
  );
}

/** Of a Job that is as it was, with the run that it started all the same, if any. */
function appliedUnchanged(key: ResourceKey, started: RunRecord | undefined): AppliedResource {
  // A run that waits for a slot has no attempt and no change yet.
  const attempt = started?.attempts.at(-1);
  return {
    ...named(key),
    action: 'unchanged',
    ...(started ? { run: started.name } : {}),
    ...(attempt ? { change: attempt.change } : {}),
    paths: attempt ? [attempt.path] : [],
  };
}

const named = ({ kind, team, name }: ResourceKey): Pick<AppliedResource, 'kind' | 'team' | 'name'> => ({
  kind,
  ...(team === undefined ? {} : { team }),
  name,
});

async function requireTeam(work: Work, { resource }: GivenResource, team: string): Promise<void> {
  if (await work.store.findResource({ kind: 'Team', team: undefined, name: team })) return;
  const issue = issueAt(resource, ['metadata', 'team'], {
    message: `there is no team ${team}`,
    expected: 'a team that was applied before, or in the same request',
  });
  throw new InvalidInputError(`There is no team ${team}.`, { issues: [issue], details: { team } });
}

/** At most 120 characters, as the change log wants it: names have up to 63. */
function subject(verb: string, id: string, run: string | undefined): string {
  const text = `${verb} ${id}`;
  const whole = run === undefined ? text : `${text}, run ${run}`;
  return whole.length <= 120 ? whole : text.slice(0, 120);
}

/** Does everything and takes it back, so that a dry run says just what would happen. */
async function rehearse(
  context: SchedulerContext,
  apply: (work: Work) => Promise<readonly AppliedResource[]>,
): Promise<readonly AppliedResource[]> {
  try {
    await inTransaction(context, async (work) => {
      throw new TakenBack(await apply(work));
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
    return error.applied.map(({ kind, team, name, action, paths }) => ({
      kind,
      ...(team === undefined ? {} : { team }),
      name,
      action,
      paths,
    }));
  }
  return [];
}

/** Ends the transaction of a dry run. */
class TakenBack extends Error {
  readonly applied: readonly AppliedResource[];
  constructor(applied: readonly AppliedResource[]) {
    super('a dry run');
    this.applied = applied;
  }
}
