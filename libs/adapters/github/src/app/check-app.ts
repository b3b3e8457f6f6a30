import {
  NotFoundError,
  SlipwayError,
  UnavailableError,
  describeError,
  note,
  ok,
  problem,
  type Clock,
  type Finding,
} from '@slipway/kernel';
import type { z } from 'zod';
import { GitHubClient } from '../client/github-client.ts';
import { RepositoryCalls, type RepositoryName } from '../host/repository-calls.ts';
import {
  AppAnswer,
  AppInstallationAnswer,
  BranchRuleAnswers,
  HookConfigAnswer,
  HookDeliveryAnswers,
  type BranchRuleAnswer,
} from './app-answers.ts';
import { pagesOf } from './app-pages.ts';
import { branchFinding, hasMergeQueue } from './branch-finding.ts';
import { clockFinding } from './clock-finding.ts';
import { eventFindings, permissionFindings } from './grant-findings.ts';
import { deliveryFinding, hookFindings, webhookPath } from './hook-findings.ts';
import type { AppPart } from './needed-permissions.ts';

export interface CheckAppOptions {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly clock: Clock;
  /** What the App is for; webhook, events and branch are those of `checks`. */
  readonly parts: readonly AppPart[];
  /** The environment repository; undefined when it is not known: the installation is not looked at then. */
  readonly repository: RepositoryName | undefined;
  readonly branch: string;
  readonly requiredChecks: readonly string[];
  /** Of Slipway for people; undefined when it is not known. */
  readonly publicUrl: string | undefined;
}

/** Deliveries that are looked at. */
const lastDeliveries = 20;

/**
 * Looks at an App as GitHub knows it: whether its key opens it, and whether it may and is told what its parts need. What is
 * wrong is a finding; nothing is thrown but faults.
 */
export async function checkApp(options: CheckAppOptions): Promise<readonly Finding[]> {
  const { appId, privateKey, apiUrl, clock } = options;
  let skew: { readonly theirs: Date; readonly ours: Date } | undefined;
  const client = new GitHubClient({
    ...{ credentials: { kind: 'app', appId, privateKey }, apiUrl, clock },
    onTime: (theirs) => {
      skew ??= { theirs, ours: clock.now() };
    },
  });
  const app = await read(client, '/app', AppAnswer, {});
  const time = clockFinding(skew?.theirs, skew?.ours ?? clock.now());
  if (app instanceof Error)
    return [...(skew ? [time] : []), problem('app', describeError(app), adviceFor(app, apiUrl))];
  const pages = pagesOf(app);
  const findings = [time, ok('app', `${app.name} (${appId}), of ${app.owner.login ?? 'an enterprise'}`)];
  return [
    ...findings,
    ...(await installedFindings(client, app, options)),
    ...(options.parts.includes('checks') ? await webhookFindings(client, pages.settings, options) : []),
  ];
}

async function installedFindings(
  client: GitHubClient,
  app: AppAnswer,
  { parts, repository, branch, requiredChecks }: CheckAppOptions,
): Promise<readonly Finding[]> {
  const { settings, install } = pagesOf(app);
  if (repository === undefined) return [];
  const { owner, name } = repository;
  const where = `${owner}/${name}`;
  const installed = await read(client, '/repos/{owner}/{repo}/installation', AppInstallationAnswer, {
    ...{ owner, repo: name },
  });
  if (installed instanceof NotFoundError)
    return [problem('installed', `not in ${where}`, `install it in this one repository at ${install}`)];
  if (installed instanceof Error) return [problem('installed', describeError(installed), 'see the message')];
  const page = installed.html_url;
  if (installed.suspended_at !== null)
    return [
      problem(
        'installed',
        `in ${where}, but suspended since ${installed.suspended_at}`,
        `unsuspend it at ${page}`,
      ),
    ];
  const rules = parts.includes('checks') ? await readRules(client, repository, branch) : [];
  const question = {
    ...{ parts, app, installed, settingsPage: settings, installationPage: page },
    mergeQueue: !(rules instanceof Error) && hasMergeQueue(rules),
  };
  return [
    installed.repository_selection === 'all'
      ? note('installed', `in ${where}, and in all others`, `select this one repository at ${page}`)
      : ok('installed', `in ${where}`),
    ...permissionFindings(question),
    ...eventFindings(question),
    ...(parts.includes('checks')
      ? [ruleFinding(rules, { branch, required: requiredChecks, appId: app.id })]
      : []),
  ];
}

function ruleFinding(
  rules: readonly BranchRuleAnswer[] | Error,
  question: Parameters<typeof branchFinding>[1],
): Finding {
  if (!(rules instanceof Error)) return branchFinding(rules, question);
  const hint = `look there whether ${question.required.join(' and ')} are required`;
  return note('branch', `the rules of ${question.branch} can not be read: ${describeError(rules)}`, hint);
}

async function readRules(
  client: GitHubClient,
  repository: RepositoryName,
  branch: string,
): Promise<readonly BranchRuleAnswer[] | Error> {
  const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  return expected(() =>
    new RepositoryCalls(client, repository).list(
      route,
      { metadata: 'read' },
      { branch },
      BranchRuleAnswers,
      3,
    ),
  );
}

async function webhookFindings(
  client: GitHubClient,
  settingsPage: string,
  { publicUrl }: CheckAppOptions,
): Promise<readonly Finding[]> {
  const config = await read(client, '/app/hook/config', HookConfigAnswer, {});
  if (config instanceof NotFoundError)
    return [
      problem(
        'webhook',
        'the App has none',
        `activate it, with the URL PUBLIC_URL${webhookPath}, at ${settingsPage}`,
      ),
    ];
  if (config instanceof Error) return [problem('webhook', describeError(config), 'see the message')];
  const deliveries = await read(client, '/app/hook/deliveries', HookDeliveryAnswers, {
    per_page: lastDeliveries,
  });
  return [
    ...hookFindings(config, publicUrl, settingsPage),
    deliveries instanceof Error
      ? note('deliveries', describeError(deliveries), `${settingsPage}/advanced shows them`)
      : deliveryFinding(deliveries, settingsPage),
  ];
}

const read = <T>(
  client: GitHubClient,
  path: string,
  schema: z.ZodType<T>,
  parameters: Readonly<Record<string, unknown>>,
): Promise<T | Error> => expected(() => client.request({ method: 'GET', path, parameters }, schema));

/** What GitHub may well answer is a value. */
async function expected<T>(call: () => Promise<T>): Promise<T | Error> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
}

function adviceFor(error: Error, apiUrl: string): string {
  if (error instanceof UnavailableError)
    return `is ${apiUrl} reachable from here? SLIPWAY_GITHUB_API_URL names it`;
  return 'compare SLIPWAY_GITHUB_APP_ID with the page of the App, and make a new private key there if it is not of this one';
}
