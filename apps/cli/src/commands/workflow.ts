import { InvalidArgumentError, type Command } from 'commander';
import type { ListWorkflowRunsOptions } from '../actions/workflow/list.ts';
import type { StartOptions } from '../actions/workflow/start.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

const usualFile = 'slipway.yaml';

/** `12` or `workflow-run/12` */
function runId(text: string): string {
  const digits = text.replace(/^workflow-run\//, '');
  if (/^[1-9]\d{0,14}$/.test(digits)) return digits;
  throw new InvalidArgumentError('Expected the number of a run of a workflow.');
}

export const addWorkflow: AddCommand = (registry) => {
  const group = registry.program
    .command('workflow')
    .description('Check the workflows of a code repository, start them, and see their runs');
  const onRun = (name: string, description: string): Command =>
    group.command(name).description(description).argument('<id>', 'its number, as list shows it', runId);

  const check = group
    .command('check')
    .description('Check a slipway.yaml, and show what starts its workflows and their jobs; needs no server')
    .argument('[file]', 'the file, or - for stdin', usualFile);
  withExamples(check, ['slipway workflow check', 'slipway workflow check digits/slipway.yaml --json']);
  attach(registry, check, async (invocation, [file = usualFile]) => {
    const { checkWorkflows } = await import('../actions/workflow/check.ts');
    return checkWorkflows(invocation, file);
  });

  const list = group
    .command('list')
    .description('List runs of workflows of a team, newest first')
    .option('--repository <name>', 'only those of this repository: owner/name')
    .option('--commit <sha>', 'only those of this commit: its 40 digits')
    .option('--workflow <name>', 'only those of this workflow')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  withExamples(list, ['slipway workflow list --repository acme/digits --limit 10']);
  attach(registry, list, async (invocation, _words, options) => {
    const { listWorkflowRuns } = await import('../actions/workflow/list.ts');
    await listWorkflowRuns(invocation, options as ListWorkflowRunsOptions);
  });

  const show = onRun(
    'show',
    'Show a run of a workflow: its jobs, and their metrics, gates, images and versions',
  ).option('--watch', 'until it has ended; the exit code is 1 when it did not succeed');
  withExamples(show, ['slipway workflow show 12', 'slipway workflow show 12 --watch']);
  attach(registry, show, async (invocation, [id = ''], options) => {
    const { showWorkflowRun } = await import('../actions/workflow/show.ts');
    return showWorkflowRun(invocation, Number(id), options as { watch?: boolean });
  });

  const start = group
    .command('start')
    .description('Run a workflow for a commit: by default for the one that is checked out here')
    .argument('[file]', 'file with the workflow, or - for stdin', usualFile)
    .option('--name <name>', 'which workflow, when the file has several')
    .option('--repository <url>', 'where the code is cloned from; by default the remote origin')
    .option('--commit <sha>', 'commit that runs; by default HEAD')
    .option('--ref <name>', 'branch or tag that has the commit; by default the branch')
    .option('--key <key>', 'starts one run, however often the command is repeated with the same key')
    .option('--watch', 'until it has ended; the exit code is 1 when it did not succeed');
  withExamples(start, [
    'slipway workflow start --watch',
    'slipway workflow start --name digits --key "$CI_JOB_ID"',
  ]);
  attach(registry, start, async (invocation, [file = usualFile], options) => {
    const { startWorkflow } = await import('../actions/workflow/start.ts');
    return startWorkflow(invocation, file, options as StartOptions);
  });

  const cancel = onRun('cancel', 'Stop a run of a workflow');
  withExamples(cancel, ['slipway workflow cancel 12']);
  attach(registry, cancel, async (invocation, [id = '']) => {
    const { cancelling, changeWorkflowRun } = await import('../actions/workflow/change.ts');
    await changeWorkflowRun(invocation, Number(id), cancelling);
  });

  const rerun = onRun('rerun', 'Run again what did not succeed, or a job and what needs it').option(
    '--job <name>',
    'the job',
  );
  withExamples(rerun, ['slipway workflow rerun 12', 'slipway workflow rerun 12 --job train']);
  attach(registry, rerun, async (invocation, [id = ''], options) => {
    const { rerunning, changeWorkflowRun } = await import('../actions/workflow/change.ts');
    await changeWorkflowRun(invocation, Number(id), rerunning((options as { job?: string }).job));
  });

  const approve = onRun('approve', "Let a fork's code run; for maintainers");
  withExamples(approve, ['slipway workflow approve 12']);
  attach(registry, approve, async (invocation, [id = '']) => {
    const { approving, changeWorkflowRun } = await import('../actions/workflow/change.ts');
    await changeWorkflowRun(invocation, Number(id), approving);
  });
};
