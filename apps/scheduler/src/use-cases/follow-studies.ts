import { createHash } from 'node:crypto';
import { layout } from '@slipway/changes';
import { canonicalJson, InvalidInputError, UnavailableError } from '@slipway/kernel';
import type { ResourceRecord, StudyRecord, TrialRecord } from '@slipway/ports';
import { formatYaml, type Study } from '@slipway/resources';
import { Configuration, resultDocument, type DataDigest } from '@slipway/studies';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { studyOf } from './resource-documents.ts';
import { handOver, targetOf, type EndedStudy } from './study-target.ts';
import { dataOfTrials } from './trial-data.ts';

/**
 * Commits what studies of desired state have found when they have ended: a result file beside each, and the best values to
 * the Job that it names, in one commit; or proposes the latter, where `slipway.yaml` wants a pull request of it. Returns how
 * many were looked at; call again while it is `limit`.
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
    const settings = await settingsIfReadable(context);
    const data = await dataOfTrials(
      context,
      found,
      best.map(({ number }) => number),
    );
    await inTransaction(context, (work) => commitResult(context, work, { found, best, settings, data }));
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { team, name, sequence } = found;
    context.logger.error("the result of a study can't be committed", { team, study: name, error });
    await inTransaction(context, (work) =>
      work.store.saveStudyResult({ team, name, sequence, change: notCommitted }),
    );
  }
}

/** While nobody knows which changes are to be reviewed, a result is committed all the same, and its target proposed. */
async function settingsIfReadable(context: SchedulerContext): Promise<EndedStudy['settings']> {
  try {
    return await context.settings();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    context.logger.warn('what a study has found is proposed where it would change a Job', { error });
    return 'unreadable';
  }
}

/** Stands where the change of a result would. */
const notCommitted = '';

async function commitResult(
  context: SchedulerContext,
  work: Work,
  { found, best, settings, data }: EndedStudy & { readonly data: readonly DataDigest[] },
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
  const reason = `the study has ended: ${found.reason ?? 'no reason is known'}`.slice(0, 400);
  const target = await targetOf(work, study, best[0]);
  const handed = target?.next
    ? await handOver(context, work, target.next, { found, best, settings, study, change, reason })
    : [];
  const content = formatYaml(resultOf(study, record, { found, best, data, problem: target?.problem }));
  await appendChange(context, work, change, {
    team,
    subject: `Result of Study/${team}/${name}`.slice(0, 120),
    operations: [{ op: 'write', path: layout.studyResult(team, name), content }, ...handed],
    resource: `Study/${team}/${name}`,
    requestedBy: found.createdBy,
    reason,
    traceparent: undefined,
  });
  await work.store.saveStudyResult({ team, name, sequence, change });
}

interface Found {
  readonly found: StudyRecord;
  readonly best: readonly TrialRecord[];
  readonly data: readonly DataDigest[];
  readonly problem: string | undefined;
}

function resultOf(
  { metadata, spec }: Study,
  record: ResourceRecord,
  { found, best, data, problem }: Found,
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
    data,
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
