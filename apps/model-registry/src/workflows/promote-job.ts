import { InvalidInputError } from '@slipway/kernel';
import type { WorkflowRunRecord } from '@slipway/ports';
import { checkNewAlias, isProtected } from '@slipway/registry';
import type { WorkflowJob } from '@slipway/resources';
import { gateTable, type JobResult } from '@slipway/workflows';
import type { RegistryContext } from '../context.ts';
import { promoteIn } from '../desired-state/promote.ts';
import { reasonOf, resultOf, scopeOfWorkflow, type JobEnd, type JobScene } from './job-of-workflow.ts';

/** Moves an alias to the version that a job has made, or proposes it where the rules want that. */
export async function promoteJob(
  context: RegistryContext,
  { record, transaction }: JobScene,
  { job, alias }: NonNullable<WorkflowJob['promote']>,
): Promise<JobEnd> {
  const made = resultOf(record, job).version;
  if (!made) throw new InvalidInputError(`The job ${job} has made no version to promote: run it again.`);
  checkNewAlias(alias);
  const { team, principal, traceparent } = scopeOfWorkflow(record);
  const { change, proposal } = await promoteIn(context, transaction, {
    ...{ team, principal, traceparent, reason: reasonOf(record), dryRun: false },
    promotions: [{ ...made, alias }],
    propose: isProtected(context.registryPolicy(), team, made.model, alias),
    evidence: gatesOf(record),
  });
  return { state: 'succeeded', result: { promotion: promotionOf(alias, change, proposal) } };
}

function promotionOf(
  alias: string,
  change: string | undefined,
  proposal: string | undefined,
): NonNullable<JobResult['promotion']> {
  if (change !== undefined) return { alias, change };
  return proposal === undefined ? { alias } : { alias, proposal };
}

/** What the evaluations of the run have found, as Markdown. */
function gatesOf({ run }: WorkflowRunRecord): string | undefined {
  const tables = run.jobs.flatMap(({ name, result }) =>
    result?.gates ? [`Gates of the job ${name}:\n\n${gateTable(result.gates)}`] : [],
  );
  return tables.length === 0 ? undefined : tables.join('\n\n');
}
