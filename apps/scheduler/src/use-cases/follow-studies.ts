import { createHash } from 'node:crypto';
import { layout, type FileOperation } from '@slipway/changes';
import { canonicalJson, UnavailableError } from '@slipway/kernel';
import type { ResourceRecord, StudyRecord, TrialRecord } from '@slipway/ports';
import { formatResource, formatYaml, Job, withParameters, type Study } from '@slipway/resources';
import { Configuration, resultDocument } from '@slipway/studies';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { jobOf, studyOf } from './resource-documents.ts';
import { resourceOperations } from './resource-operations.ts';

/**
 * Commits what studies of desired state have found when they have ended: a result file beside each, and the best values to
 * the Job that it names, in one commit. Returns how many were looked at; call again while it is `limit`.
 */
export async function followStudies(context: SchedulerContext, limit: number): Promise<number> {
  const ended = await inTransaction(context, (work) => work.store.endedStudies(limit));
  for (const { team, name } of ended) {
    const found = await context.studies.find(team, name);
    if (!found) continue;
    const best = await context.studies.trials(
      found.ref,
      found.results.front.map(({ trial }) => trial),
    );
    await commitOrGiveUp(context, found, best);
  }
  return ended.length;
}

/** A result that is refused is given up, or it would hold up those of all others: its study stays as it is. */
async function commitOrGiveUp(
  context: SchedulerContext,
  found: StudyRecord,
  best: readonly TrialRecord[],
): Promise<void> {
  try {
    await inTransaction(context, (work) => commitResult(context, work, found, best));
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { team, name, sequence } = found;
    context.logger.error("the result of a study can't be committed", { team, study: name, error });
    await inTransaction(context, (work) =>
      work.store.saveStudyResult({ team, name, sequence, change: notCommitted }),
    );
  }
}

/** Stands where the change of a result would. */
const notCommitted = '';

async function commitResult(
  context: SchedulerContext,
  work: Work,
  found: StudyRecord,
  best: readonly TrialRecord[],
): Promise<void> {
  const { team, name, sequence } = found;
  const key = { kind: 'Study', team, name };
  await work.store.lockResources([key]);
  // Another scheduler may have been faster, or the Study may be gone.
  const [isLeft] = await work.store.endedStudies(1, { team, name });
  const record = await work.store.findResource(key);
  if (!isLeft || !record) return;
  const study = studyOf(record);
  const change = newChangeId(context, work.now);
  const target = await targetOf(work, study, best[0], change);
  const content = formatYaml(resultOf(study, record, found, best, target?.problem));
  await appendChange(context, work, change, {
    team,
    subject: `Result of Study/${team}/${name}`.slice(0, 120),
    operations: [
      { op: 'write', path: layout.studyResult(team, name), content },
      ...(target?.operations ?? []),
    ],
    resource: `Study/${team}/${name}`,
    requestedBy: found.createdBy,
    reason: `the study has ended: ${found.reason ?? 'no reason is known'}`.slice(0, 400),
    traceparent: undefined,
  });
  await work.store.saveStudyResult({ team, name, sequence, change });
}

function resultOf(
  { metadata, spec }: Study,
  record: ResourceRecord,
  found: StudyRecord,
  best: readonly TrialRecord[],
  problem: string | undefined,
): object {
  const { complete, pruned, failed } = found.results;
  const { source, image } = spec.trials;
  const git = source && 'git' in source ? source.git : undefined;
  return resultDocument({
    name: metadata.name,
    team: metadata.team,
    reason: found.reason,
    counts: { complete, pruned, failed },
    objectives: spec.objectives,
    best: best.map(({ number, parameters, values }) => ({
      number,
      parameters: Configuration.parse(parameters),
      values,
    })),
    ...(spec.target
      ? { target: { job: spec.target.job, ...(problem === undefined ? {} : { problem }) } }
      : {}),
    code: {
      change: record.change,
      image,
      ...(git ? { repository: git.url, revision: git.revision } : {}),
      ...(Object.keys(record.files).length > 0 ? { files: digestOf(record.files) } : {}),
    },
  });
}

const digestOf = (files: ResourceRecord['files']): string =>
  `sha256:${createHash('sha256').update(canonicalJson(files)).digest('hex')}`;

interface TargetChange {
  readonly operations: readonly FileOperation[];
  /** Why the Job stays as it is, although it should not. */
  readonly problem?: string;
}

/** The best values in the Job that the Study names; undefined when it names none, or no trial has a result. */
async function targetOf(
  work: Work,
  { metadata: { team }, spec: { target } }: Study,
  best: TrialRecord | undefined,
  change: string,
): Promise<TargetChange | undefined> {
  if (!target || !best) return undefined;
  const key = { kind: 'Job', team, name: target.job };
  await work.store.lockResources([key]);
  const previous = await work.store.findResource(key);
  if (!previous) return { operations: [], problem: `there is no Job ${target.job}` };
  // Values may be too many for it, or have names that it can't have.
  const checked = Job.safeParse(
    withParameters(jobOf(previous), Configuration.parse(best.parameters), target.parameters),
  );
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const problem = `the Job would not be valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    return { operations: [], problem };
  }
  const job = checked.data;
  const source = formatResource(job);
  if (source === previous.source) return { operations: [] };
  const operations = await resourceOperations(work, job, { source, files: previous.files }, previous);
  await work.store.saveResource({
    ...previous,
    generation: previous.generation + 1,
    change,
    document: { ...job },
    source,
    updatedAt: work.now,
    rejection: undefined,
  });
  await work.store.awaitChange({ change, purpose: 'resource', key });
  return { operations };
}
