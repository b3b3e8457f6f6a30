import type { CommitStatus, HostDeployment } from '@slipway/ports';
import {
  AnyAnswer,
  DeploymentAnswer,
  DeploymentAnswers,
  DeploymentStatusAnswers,
  StatusAnswers,
  type DeploymentStatusAnswer,
} from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

type State = HostDeployment['state'];

/** Pages of 100 that are looked at. */
const mostPages = 10;

/** Says nothing that GitHub has already: it takes a thousand statuses of a commit. */
export async function setStatus(calls: RepositoryCalls, status: CommitStatus): Promise<void> {
  const { commit, context, state, description, url } = status;
  const last = (await readStatuses(calls, commit)).find((each) => each.context === context);
  if (last?.state === state && last.description === description && last.url === url) return;
  await calls.call(
    'POST /repos/{owner}/{repo}/statuses/{sha}',
    { statuses: 'write' },
    { sha: commit, context, state, description, ...(url === undefined ? {} : { target_url: url }) },
    AnyAnswer,
  );
}

export async function readStatuses(calls: RepositoryCalls, commit: string): Promise<readonly CommitStatus[]> {
  const answers = await calls.list(
    'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
    { statuses: 'read' },
    { ref: commit },
    StatusAnswers,
    mostPages,
  );
  const last = new Map<string, CommitStatus>();
  // Newest first.
  for (const { context, state, description, target_url: url } of answers) {
    if (last.has(context)) continue;
    last.set(context, {
      ...{ commit, context, state: state === 'error' ? 'failure' : state },
      ...{ description: description ?? '', url: url ?? undefined },
    });
  }
  return [...last.values()].sort((one, other) => (one.context < other.context ? -1 : 1));
}

/** As GitHub calls the states of a deployment. */
const deploymentStates: Readonly<Record<State, string>> = {
  pending: 'in_progress',
  success: 'success',
  failure: 'failure',
  inactive: 'inactive',
};

/** One deployment for each commit and environment, made when it is told of first. */
export async function reportDeployment(calls: RepositoryCalls, deployment: HostDeployment): Promise<void> {
  const { commit, environment, state, description, url, environmentUrl, transient = false } = deployment;
  const [existing] = await calls.call(
    'GET /repos/{owner}/{repo}/deployments',
    { deployments: 'read' },
    { sha: commit, environment, per_page: 1 },
    DeploymentAnswers,
  );
  const { id } =
    existing ??
    (await calls.call(
      'POST /repos/{owner}/{repo}/deployments',
      { deployments: 'write' },
      {
        ...{ ref: commit, environment, description: 'by Slipway', task: 'deploy' },
        // It is merged already, and its checks were looked at then.
        ...{ auto_merge: false, required_contexts: [] },
        ...(transient ? { transient_environment: true, production_environment: false } : {}),
      },
      DeploymentAnswer,
    ));
  const last = existing && (await lastStatus(calls, id));
  const wanted = deploymentStates[state];
  const isKnown =
    last?.state === wanted &&
    last.description === description &&
    textOf(last.environment_url) === environmentUrl;
  if (isKnown) return;
  await calls.call(
    'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    { deployments: 'write' },
    {
      ...{ deployment_id: id, state: wanted, description, environment },
      ...(url === undefined ? {} : { log_url: url }),
      ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
    },
    AnyAnswer,
  );
}

export async function readDeployments(
  calls: RepositoryCalls,
  commit: string,
): Promise<readonly HostDeployment[]> {
  const answers = await calls.list(
    'GET /repos/{owner}/{repo}/deployments',
    { deployments: 'read' },
    { sha: commit },
    DeploymentAnswers,
    mostPages,
  );
  const found: HostDeployment[] = [];
  for (const { id, environment, transient_environment: transient = false } of answers) {
    const last = await lastStatus(calls, id);
    if (!last) continue;
    const state = (Object.keys(deploymentStates) as State[]).find(
      (each) => deploymentStates[each] === last.state,
    );
    const environmentUrl = textOf(last.environment_url);
    found.push({
      ...{ commit, environment, state: state ?? 'failure', description: last.description },
      url: textOf(last.log_url),
      ...(environmentUrl === undefined ? {} : { environmentUrl }),
      ...(transient ? { transient } : {}),
    });
  }
  return found.sort((one, other) => (one.environment < other.environment ? -1 : 1));
}

/** GitHub gives no text where there is none. */
const textOf = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

async function lastStatus(calls: RepositoryCalls, id: number): Promise<DeploymentStatusAnswer | undefined> {
  const [last] = await calls.call(
    'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    { deployments: 'read' },
    { deployment_id: id, per_page: 1 },
    DeploymentStatusAnswers,
  );
  return last;
}
