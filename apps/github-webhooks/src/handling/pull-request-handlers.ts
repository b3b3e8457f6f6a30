import type { DeliveryAddress } from '@slipway/deliveries';
import { z } from 'zod';
import type { EnvironmentOnGitHub } from '../github-webhooks-deps.ts';
import { checkNames } from '../pull-requests/check-names.ts';
import type { Checked, PullRequestDeps } from '../pull-requests/check-pull-request.ts';
import type { DeliveryHandler, Handled } from './handler.ts';

/** Actions after which a pull request is planned, by event; all others change nothing that a plan says. */
const actions: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened', 'edited', 'closed', 'ready_for_review'],
  pull_request_review: ['submitted', 'edited', 'dismissed'],
  merge_group: ['checks_requested'],
  check_run: ['rerequested'],
};

const RerequestedRun = z.object({
  check_run: z.object({
    name: z.string(),
    pull_requests: z.array(z.object({ number: z.int() })).default([]),
  }),
});

/** With what plans are judged by, which takes 50 MiB: not before it is needed. */
const checks = () => import('../pull-requests/check-pull-request.ts');

/** Pull requests of one commit that are checked again, at most. */
const mostOfRun = 20;

/**
 * What is proposed to the environment repository is planned: when it comes, when it changes, when it was reviewed, when a
 * merge queue asks, and when somebody presses the button to run the check again.
 */
export function pullRequestHandlers(
  deps: PullRequestDeps,
  environment: EnvironmentOnGitHub,
  onTouched: () => void,
): readonly DeliveryHandler[] {
  const reasonToIgnore = ({ event, action, repository }: DeliveryAddress): string | undefined => {
    if (repository?.toLowerCase() !== environment.fullName)
      return `it is not the environment repository, ${environment.fullName}`;
    return actions[event]?.includes(action ?? '') === true
      ? undefined
      : `nothing follows from ${event} ${action ?? 'without an action'}`;
  };
  const touched = async (checked: Promise<Checked>): Promise<Checked> => {
    const result = await checked;
    onTouched();
    return result;
  };
  const ofNumber = async (number: number | undefined): Promise<Handled> =>
    number === undefined
      ? { kind: 'ignored', reason: 'it names no pull request' }
      : handled(await touched((await checks()).checkPullRequest(deps, number)));
  return [
    { event: 'pull_request', reasonToIgnore, handle: ({ number }) => ofNumber(number) },
    { event: 'pull_request_review', reasonToIgnore, handle: ({ number }) => ofNumber(number) },
    {
      event: 'merge_group',
      reasonToIgnore,
      handle: async ({ commit }) =>
        commit === undefined
          ? { kind: 'ignored', reason: 'it names no commit' }
          : handled(await (await checks()).checkMergeGroup(deps, commit)),
    },
    {
      event: 'check_run',
      reasonToIgnore,
      handle: async (_delivery, { payload }) => {
        const parsed = RerequestedRun.safeParse(await payload());
        if (!parsed.success) return { kind: 'ignored', reason: 'it names no check run' };
        const { name, pull_requests: pulls } = parsed.data.check_run;
        if (!Object.values<string>(checkNames).includes(name))
          return { kind: 'ignored', reason: `${name} is no check of Slipway` };
        const { checkPullRequest } = await checks();
        const reasons: string[] = [];
        for (const { number } of pulls.slice(0, mostOfRun))
          reasons.push((await touched(checkPullRequest(deps, number, { again: true }))).reason);
        return reasons.length === 0
          ? { kind: 'ignored', reason: 'the commit belongs to no pull request' }
          : { kind: 'handled', reason: reasons.join('; ') };
      },
    },
  ];
}

const handled = ({ checked, reason }: Checked): Handled => ({
  kind: checked ? 'handled' : 'ignored',
  reason,
});
