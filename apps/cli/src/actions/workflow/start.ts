import { randomUUID } from 'node:crypto';
import { workflowRunEndpoints } from '@slipway/contracts';
import { repositoryOfUrl } from '@slipway/deliveries';
import { ConflictError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import { GitSource, type Workflow } from '@slipway/resources';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { persistently } from '../../connection/persistently.ts';
import { exitCodes, UsageError, type ExitCode } from '../../exit-codes.ts';
import { gitCheckout } from '../../input/git-checkout.ts';
import { readWorkflows } from '../../input/read-workflows.ts';
import type { Invocation } from '../../invocation.ts';
import { stateText } from '../../output/run-text.ts';
import { showOne } from '../show-one.ts';
import { writeEnded } from './show.ts';
import { watchWorkflowRun } from './watch-workflow-run.ts';

export interface StartOptions {
  readonly name?: string;
  /** URL that is cloned. */
  readonly repository?: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly key?: string;
  readonly watch?: boolean;
}

/** Starts a workflow for a commit; with `watch`, the exit code is 1 when it did not succeed. */
export async function startWorkflow(
  invocation: Invocation,
  file: string,
  options: StartOptions,
): Promise<ExitCode> {
  const { signal, out } = invocation;
  const { text, workflows } = await readWorkflows(invocation, file);
  const workflow = chosen(workflows, options.name);
  const code = await codeOf(invocation, file, options);
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const { name } = workflow.metadata;
  const body = { ...code, workflow: text, name, key: options.key ?? randomUUID() };
  const run = await persistently(invocation, () =>
    client.call(workflowRunEndpoints.startWorkflowRun, { params: { team }, body, signal }),
  );
  if (options.watch === true)
    return writeEnded(invocation, await watchWorkflowRun(invocation, client, { team, id: run.id }));
  await showOne(invocation, `workflow-run/${String(run.id)}`, stateText(run.state, out.colours), run);
  return exitCodes.ok;
}

function chosen(workflows: readonly Workflow[], name: string | undefined): Workflow {
  const names = workflows.map(({ metadata }) => metadata.name).join(', ');
  const [only, other] = workflows;
  if (name === undefined && only && !other) return only;
  if (name === undefined) throw new UsageError(`which workflow? choose one by --name: ${names}`);
  const found = workflows.find(({ metadata }) => metadata.name === name);
  if (found) return found;
  throw new NotFoundError(`there is no workflow ${name} in the file: it has ${names}`);
}

interface Code {
  readonly repository: string;
  readonly cloneUrl: string;
  readonly ref: string;
  readonly commit: string;
}

/** What is run: as named, and else as the clone is that the current directory is in. */
async function codeOf(
  { cwd, err }: Invocation,
  file: string,
  { repository, commit: named, ref }: StartOptions,
): Promise<Code> {
  const checkout = gitCheckout(cwd);
  const cloneUrl = repository ?? (await checkout.originUrl());
  const isWhole = named !== undefined && /^[0-9a-f]{40}$/.test(named);
  const commit = isWhole ? named : await checkout.commit(named ?? 'HEAD');
  const code = { cloneUrl, commit, ref: ref ?? (await checkout.branch()) };
  checkSource(code);
  if (repository === undefined && (await checkout.isOnOrigin(commit)) === false)
    throw new ConflictError(
      `commit ${commit.slice(0, 7)} is on no branch of origin, as they were last fetched`,
      {
        details: {
          hint: 'push it: git push; when it is there already, git fetch makes that known here, and --repository URL asks nothing',
        },
      },
    );
  if (repository === undefined && file !== '-' && !(await checkout.isAsIn(commit, file)))
    await err.line(`${file} is not as in commit ${commit.slice(0, 7)}: it runs as it is here`);
  return { ...code, repository: nameOf(cloneUrl) };
}

/** The server checks it too; here so that a URL with a password does not get there. */
function checkSource({ cloneUrl, ref }: Pick<Code, 'cloneUrl' | 'ref'>): void {
  const checked = GitSource.safeParse({ url: cloneUrl, revision: ref });
  if (checked.success) return;
  const [issue] = checked.error.issues;
  const what =
    issue?.path[0] === 'url'
      ? 'the URL of the repository, from --repository or the remote origin,'
      : `${JSON.stringify(ref)}, from --ref or the branch,`;
  throw new InvalidInputError(`${what} can not be used: ${issue?.message ?? ''}`);
}

/** `owner/name`, or the whole path where it has more or fewer parts. */
function nameOf(url: string): string {
  const [, path = ''] = /^(?:[a-z]+:\/\/[^/]+\/|[^:/]+:)\/*(.+?)(?:\.git)?\/*$/.exec(url) ?? [];
  return repositoryOfUrl(url) ?? path.toLowerCase().replaceAll(/[^\w./-]/g, '-');
}
