import { isDeepStrictEqual } from 'node:util';
import type { WorkflowRun } from '@slipway/contracts';
import { ConflictError, InvalidInputError, NotFoundError, newId, type Clock } from '@slipway/kernel';
import type { WorkflowRunRecord, WorkflowStore } from '@slipway/ports';
import { GitSource, parseWorkflows, type Workflow } from '@slipway/resources';
import { beginWorkflow } from './begin-workflow.ts';

/** What somebody asks to be run. */
export interface StartByHand extends Pick<
  WorkflowRun,
  'team' | 'repository' | 'cloneUrl' | 'ref' | 'commit'
> {
  readonly by: string;
  /** Text of slipway.yaml. */
  readonly text: string;
  /** Which workflow of it. */
  readonly name: string;
  /** Unique in the team; the same starts one run. */
  readonly key?: string | undefined;
}

/**
 * Begins a run of a workflow that somebody asks for, or finds the one that the same request has begun.
 * @throws InvalidInputError, NotFoundError without such a workflow, ConflictError when the key has started something else
 */
export async function startByHand(
  deps: { readonly workflows: WorkflowStore; readonly clock: Clock },
  { team, repository, cloneUrl, ref, commit, by, text, name, key: given }: StartByHand,
): Promise<WorkflowRunRecord> {
  checkSource(cloneUrl, ref);
  const workflow = workflowNamed(parseWorkflows('slipway.yaml', text), name);
  const owner = workflow.metadata.team;
  if (owner !== undefined && owner !== team)
    throw new InvalidInputError(
      `the workflow ${name} runs as team ${owner}: start it there, and not as team ${team}`,
    );
  const key = `manual ${team} ${given ?? newId(deps.clock.now())}`;
  const event = { name: 'manual', ref, by, commit } as const;
  const begun = await beginWorkflow(deps, {
    ...{ team, repository, cloneUrl, key, workflow, event },
    isOnGitHub: false,
  });
  const record = begun ?? (await deps.workflows.findByKey(key));
  if (!record)
    throw new ConflictError(`the run of key ${given ?? key} is not kept any more: choose another key`);
  if (!begun && !isSame(record, { repository, cloneUrl, workflow, ref, commit }))
    throw new ConflictError(
      `key ${given ?? key} has started run ${String(record.id)} of ${record.workflow.metadata.name} for something else: choose another key`,
    );
  return record;
}

/** As for the source of a Job: what is run for a workflow becomes one. */
function checkSource(cloneUrl: string, ref: string): void {
  const checked = GitSource.safeParse({ url: cloneUrl, revision: ref });
  if (checked.success) return;
  const issues = checked.error.issues.map(({ path, message }) => ({
    path: path[0] === 'url' ? 'body.cloneUrl' : 'body.ref',
    message,
  }));
  throw new InvalidInputError('the code can not be fetched from there', { issues });
}

function workflowNamed(workflows: readonly Workflow[], name: string): Workflow {
  const found = workflows.find(({ metadata }) => metadata.name === name);
  if (found) return found;
  const names = workflows.map(({ metadata }) => metadata.name).join(', ');
  throw new NotFoundError(`there is no workflow ${name} in slipway.yaml: it has ${names}`);
}

/** Compared as it was stored: what is undefined is not there. */
const isSame = (
  { repository, cloneUrl, workflow, event }: WorkflowRunRecord,
  asked: Pick<StartByHand, 'repository' | 'cloneUrl' | 'ref' | 'commit'> & { readonly workflow: Workflow },
): boolean =>
  event.name === 'manual' &&
  isDeepStrictEqual(
    { repository, cloneUrl, workflow, ref: event.ref, commit: event.commit },
    JSON.parse(JSON.stringify(asked)),
  );
