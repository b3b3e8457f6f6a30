import { redactSecrets } from '@slipway/changes';
import type { WorkflowRun, WorkflowRunSummary } from '@slipway/contracts';
import type { WorkflowRunRecord } from '@slipway/ports';
import { neededBy } from '@slipway/resources';
import { kindOf, refOf, sentenceOf, type JobResult } from '@slipway/workflows';

/** A run as a list shows it. */
export function workflowRunSummary({
  id,
  team,
  repository,
  workflow,
  event,
  run: { state, reason },
  createdAt,
  endedAt,
}: WorkflowRunRecord): WorkflowRunSummary {
  return {
    ...{ id, team, repository, state, reason },
    workflow: workflow.metadata.name,
    commit: event.commit,
    ref: refOf(event),
    event: event.name,
    startedBy: sentenceOf(event),
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString(),
  };
}

/** A run with its jobs and what came of them. */
export function workflowRunView(record: WorkflowRunRecord): WorkflowRun {
  const { cloneUrl, workflow, run } = record;
  const states = new Map(run.jobs.map((job) => [job.name, job]));
  return {
    ...workflowRunSummary(record),
    cloneUrl,
    jobs: workflow.spec.jobs.flatMap((spec) => {
      const job = states.get(spec.name);
      if (!job) return [];
      const { result, name, state, attempt, reason, run: program, startedAt, endedAt } = job;
      const own = { name, state, attempt, reason, run: program, startedAt, endedAt };
      return [{ ...own, kind: kindOf(spec), needs: [...neededBy(spec)], ...(result && shown(result)) }];
    }),
  };
}

/** What programs have written is shown without the secrets that can be told from other text. */
function shown({
  remarks,
  gates,
  logTail,
  summary,
  ...result
}: JobResult): Pick<WorkflowRun['jobs'][number], 'result'> {
  return {
    result: {
      ...result,
      ...(remarks && { remarks: [...remarks] }),
      ...(gates && { gates: [...gates] }),
      ...(logTail === undefined ? {} : { logTail: redacted(logTail) }),
      ...(summary === undefined ? {} : { summary: redacted(summary) }),
    },
  };
}

const redacted = (text: string): string => redactSecrets(text, '(removed: a secret)');
