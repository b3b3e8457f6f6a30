import type { WorkflowRunRecord, WorkflowRunStatements } from '@slipway/ports';
import { advanceWorkflow, type WorkflowInput } from '@slipway/workflows';

/** Stores what becomes of a locked run by inputs. @returns whether something did */
export async function moveWorkflowRun(
  statements: WorkflowRunStatements,
  record: WorkflowRunRecord,
  inputs: readonly WorkflowInput[],
  now: Date,
): Promise<boolean> {
  const plan = { workflow: record.workflow, event: record.event };
  const run = inputs.reduce((before, input) => advanceWorkflow(plan, before, input), record.run);
  if (run === record.run) return false;
  await statements.save({ ...record, run }, now);
  return true;
}
