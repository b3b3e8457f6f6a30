import type { FileOperation } from '@slipway/changes';
import type { ResourceRecord, StudyRecord, TrialRecord } from '@slipway/ports';
import { formatResource, Job, withParameters, type Environment, type Study } from '@slipway/resources';
import { Configuration } from '@slipway/studies';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { proposeChange, wayOf } from './propose-change.ts';
import { jobOf } from './resource-documents.ts';
import { resourceOperations } from './resource-operations.ts';

export interface EndedStudy {
  readonly found: StudyRecord;
  /** Of the best trials. */
  readonly best: readonly TrialRecord[];
  /** Rules that may want a pull request of what it changes; while they can not be read everything is proposed. */
  readonly settings: Environment | 'unreadable' | undefined;
}

export interface TargetChange {
  /** Why the Job stays as it is, although it should not. */
  readonly problem?: string;
  /** The Job with the best values; undefined when it has them already, or can not have them. */
  readonly next?: { readonly job: Job; readonly previous: ResourceRecord; readonly source: string };
}

/** The best values in the Job that the Study names; undefined when it names none, or no trial has a result. */
export async function targetOf(
  work: Work,
  { metadata: { team }, spec: { target } }: Study,
  best: TrialRecord | undefined,
): Promise<TargetChange | undefined> {
  if (!target || !best) return undefined;
  const key = { kind: 'Job', team, name: target.job };
  await work.store.lockResources([key]);
  const previous = await work.store.findResource(key);
  if (!previous) return { problem: `there is no Job ${target.job}` };
  // Values may be too many for it, or have names that it can't have.
  const checked = Job.safeParse(
    withParameters(jobOf(previous), Configuration.parse(best.parameters), target.parameters),
  );
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return { problem: `the Job would not be valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  }
  const source = formatResource(checked.data);
  return source === previous.source ? {} : { next: { job: checked.data, previous, source } };
}

/** Gives the Job its values in `change`, or proposes it. @returns what the change writes for it */
export async function handOver(
  context: SchedulerContext,
  work: Work,
  { job, previous, source }: NonNullable<TargetChange['next']>,
  {
    found,
    best,
    settings,
    study,
    change,
    reason,
  }: EndedStudy & { readonly study: Study; readonly change: string; readonly reason: string },
): Promise<readonly FileOperation[]> {
  const { team, name } = job.metadata;
  const resource = `Job/${team}/${name}`;
  const operations = await resourceOperations(work, job, { source, files: previous.files }, previous);
  const way =
    settings === 'unreadable'
      ? ({ by: 'pull-request', autoMerge: false } as const)
      : await wayOf(work, settings, job, operations);
  if (way.by === 'pull-request') {
    await proposeChange(context, work, {
      ...{ team, operations, resource, reason, requestedBy: found.createdBy, traceparent: undefined },
      subject: `Best values of Study/${team}/${found.name} for ${name}`.slice(0, 120),
      evidence: evidenceOf(study, found, best[0]),
      autoMerge: way.autoMerge,
    });
    return [];
  }
  await work.store.saveResource({
    ...previous,
    generation: previous.generation + 1,
    change,
    document: { ...job },
    source,
    updatedAt: work.now,
    rejection: undefined,
  });
  await work.store.awaitChange({ change, purpose: 'resource', key: { kind: 'Job', team, name } });
  return operations;
}

/** Why these values: the trial that had them, as a table of Markdown. */
function evidenceOf(
  { spec: { objectives } }: Study,
  { results: { complete, pruned, failed } }: StudyRecord,
  best: TrialRecord | undefined,
): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = [
    ...objectives.map(({ metric, direction }, index) => [
      `${metric} (${direction})`,
      String(best?.values[index] ?? ''),
    ]),
    ...Object.entries(Configuration.parse(best?.parameters ?? {})).map(([name, value]) => [
      name,
      String(value),
    ]),
  ];
  return [
    `Trial ${String(best?.number ?? '')} is the best of ${String(complete)} that were completed ` +
      `(${String(pruned)} were stopped early, ${String(failed)} failed).`,
    '',
    row(['', `trial ${String(best?.number ?? '')}`]),
    row(['---', '---']),
    ...rows.map((cells) => row(cells.map((cell) => `\`${cell.replaceAll(/[|`\n]/g, ' ')}\``))),
  ].join('\n');
}
