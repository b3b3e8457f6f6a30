import { chatHelp, type ChatVerb } from '@slipway/deliveries';
import type { Conversation, DeploymentStore, PullRequestHolds, RunRequests } from '@slipway/ports';
import { isFinalRun, RunState, type DeployedResource } from '@slipway/runs';
import { checkNames } from '../pull-requests/check-names.ts';
import type { PullRequestDeps } from '../pull-requests/check-pull-request.ts';
import { proposeRollback, type RollbackDeps } from './propose-rollback.ts';

export interface ChatDeps extends PullRequestDeps, RollbackDeps {
  readonly conversation: Conversation;
  readonly deployments: Pick<DeploymentStore, 'resources'>;
  readonly runRequests: RunRequests;
  readonly holds: PullRequestHolds;
}

export interface AskedCommand {
  readonly number: number;
  /** The same each time that it is answered: it has no second effect. */
  readonly id: string;
  readonly by: string;
  readonly verb: ChatVerb;
  readonly words: readonly string[];
}

/** With what plans are judged by, which takes 50 MiB: not before it is needed. */
const checks = () => import('../pull-requests/check-pull-request.ts');

/** Does what is asked for by somebody who may. @returns what came of it, as Markdown @throws SlipwayError */
export function answerCommand(deps: ChatDeps, asked: AskedCommand): Promise<string> {
  switch (asked.verb) {
    case 'plan':
      return plan(deps, asked);
    case 'apply':
      return apply(deps, asked);
    case 'hold':
      return hold(deps, asked);
    case 'retry':
    case 'cancel':
      return askOfRuns(deps, asked, asked.verb);
    case 'rollback':
      return proposeRollback(deps, asked);
    case 'help':
      return Promise.resolve(chatHelp());
  }
}

async function plan(deps: ChatDeps, { number }: AskedCommand): Promise<string> {
  const { reason } = await (await checks()).checkPullRequest(deps, number, { again: true });
  return sentence(reason);
}

async function apply({ host, repository, holds }: ChatDeps, { number, by }: AskedCommand): Promise<string> {
  const pull = await host.pullRequest(number);
  if (pull.state !== 'open') return `The pull request is ${pull.state}.`;
  const holder = await holds.heldBy(repository, number);
  if (holder !== undefined) return `${holder} holds it: \`/slipway hold off\` lets it go.`;
  const { commit } = pull.head;
  const reported = await host.checks(commit);
  for (const name of Object.values(checkNames)) {
    const check = reported.find((each) => each.name === name);
    if (check?.state !== 'success')
      return `It is not merged: \`${name}\` ${check === undefined ? 'has not been reported yet' : `says: ${check.title}`}.`;
  }
  const message = `Merge pull request #${String(number)}: ${pull.title}\n\nAsked for by ${by}.\n`;
  const result = await host.mergePullRequest(number, { head: commit, message, author: by });
  if (result.kind === 'merged') return `Merged as ${result.commit}.`;
  if (result.kind === 'queued') return `In the merge queue, at place ${String(result.position)}.`;
  return result.kind === 'moved'
    ? 'It is not merged: its head has moved just now.'
    : `It is not merged: ${result.reason}`;
}

async function hold(deps: ChatDeps, { number, by, words }: AskedCommand): Promise<string> {
  const { holds, repository, clock } = deps;
  const isOff = words[0] === 'off';
  if (isOff) await holds.release(repository, number);
  else await holds.hold(repository, number, by, clock.now());
  await (await checks()).checkPullRequest(deps, number, {});
  return isOff
    ? 'Nobody holds it any more.'
    : `It is not merged until somebody says \`/slipway hold off\`: \`${checkNames.reviews}\` says so.`;
}

async function askOfRuns(
  { host, deployments, runRequests, repository }: ChatDeps,
  { number, id, by }: AskedCommand,
  verb: 'retry' | 'cancel',
): Promise<string> {
  const { mergeCommit: commit, state } = await host.pullRequest(number);
  if (commit === undefined) return `The pull request is ${state}: it has started nothing.`;
  const concerned = (await deployments.resources(repository, commit)).flatMap(({ resource, run }) =>
    run && isConcerned(verb, run.state) ? [`\`${resource}\`: run \`${run.name}\` is ${run.state}`] : [],
  );
  if (concerned.length === 0)
    return verb === 'retry' ? 'Nothing of its merge has failed.' : 'Nothing of its merge runs.';
  const reason = `asked for by ${by} in #${String(number)}`;
  await runRequests.ask({ id, repository, commit, verb, requestedBy: by, reason });
  return [
    verb === 'retry' ? 'To run again:' : 'To be stopped:',
    ...concerned.map((line) => `- ${line}`),
  ].join('\n');
}

const isConcerned = (
  verb: 'retry' | 'cancel',
  state: NonNullable<DeployedResource['run']>['state'],
): boolean =>
  verb === 'cancel' ? !isFinalRun(state) : state === RunState.Failed || state === RunState.Cancelled;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
