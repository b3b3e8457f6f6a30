import { InvalidInputError } from '@slipway/kernel';
import { neededBy, type Workflow } from '@slipway/resources';
import { kindOf } from '@slipway/workflows';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { readWorkflows } from '../../input/read-workflows.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import type { Colours } from '../../output/output.ts';
import { printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';
import { indented } from '../describe-lines.ts';
import { startsText, workflowTree } from './workflow-tree.ts';

/** Checks the workflows of a file, and shows what starts each and its jobs. Needs no server. */
export async function checkWorkflows(invocation: Invocation, file: string): Promise<ExitCode> {
  const { out } = invocation;
  const format = formatOf(invocation);
  const isData = format === 'json' || format === 'yaml';
  try {
    const { workflows } = await readWorkflows(invocation, file);
    if (isData) await writeData(out, format, { workflows, issues: [] });
    else if (format === 'name')
      for (const { metadata } of workflows) await out.line(printable(metadata.name));
    else
      for (const [index, workflow] of workflows.entries())
        for (const line of [...(index === 0 ? [] : ['']), ...workflowLines(workflow, out.colours)])
          await out.line(line);
    return exitCodes.ok;
  } catch (error) {
    if (!isData || !(error instanceof InvalidInputError) || error.issues.length === 0) throw error;
    await writeData(out, format, { workflows: [], issues: error.issues });
    return exitCodes.invalid;
  }
}

function workflowLines(workflow: Workflow, colours: Colours): readonly string[] {
  const { name, description } = workflow.metadata;
  return [
    `${colours.bold(name)}${description === undefined ? '' : `  ${printable(description)}`}`,
    `  starts by ${printable(startsText(workflow))}`,
    ...indented(
      tableLines(
        ['job', 'does', 'needs', 'only after'],
        workflowTree(workflow).map(({ job, label }) => [
          label,
          kindOf(job),
          neededBy(job).join(', '),
          (job.on ?? []).join(', '),
        ]),
      ),
    ),
  ];
}
