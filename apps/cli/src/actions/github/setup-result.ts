import { nonEmpty } from '../../input/non-empty.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import type { PlannedApp, SetupPlan } from './setup-plan.ts';

/** An App whose secrets are in files. */
export interface TakenApp {
  readonly part: PlannedApp['part'];
  readonly id: number;
  readonly name: string;
  readonly installPage: string;
  readonly keyFile: string;
  /** GitHub has made a secret for its webhook. */
  readonly hasSecret: boolean;
}

/** Variables that name an App: its id, and the file of its key. */
const variables = {
  checks: 'SLIPWAY_GITHUB_APP',
  committer: 'SLIPWAY_ENVIRONMENT_APP',
  deploy: 'SLIPWAY_GITHUB_DEPLOY_APP',
} as const;

/** Writes the variables that the services need, for a shell or a file of variables, and what to do next. Nothing is secret. */
export async function writeResult(
  invocation: Invocation,
  plan: SetupPlan,
  apps: readonly TakenApp[],
): Promise<void> {
  const { out, err, env } = invocation;
  const environment = variablesOf(plan, apps);
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') {
    const shown = apps.map(({ part, id, name, installPage, keyFile }) => ({
      part,
      id,
      name,
      installPage,
      keyFile,
    }));
    await writeData(out, format, { apps: shown, secretsFile: plan.files.secretsFile, environment });
  } else for (const [name, value] of Object.entries(environment)) await out.line(`${name}=${value}`);
  await err.line();
  await err.line('What comes next:');
  let step = 0;
  for (const line of nextSteps(plan, apps, nonEmpty(env.SLIPWAY_ENVIRONMENT_TOKEN) !== undefined))
    await err.line(`${String((step += 1))}. ${line}`);
}

function variablesOf(
  { environmentUrl, publicUrl, apiUrl, files }: SetupPlan,
  apps: readonly TakenApp[],
): Readonly<Record<string, string>> {
  const named = apps.flatMap(({ part, id, keyFile }) =>
    (part === 'all' ? (['checks', 'committer'] as const) : [part]).flatMap((each) => [
      [`${variables[each]}_ID`, String(id)],
      [`${variables[each]}_KEY_FILE`, keyFile],
    ]),
  );
  return {
    ...(environmentUrl === undefined ? {} : { SLIPWAY_ENVIRONMENT_URL: environmentUrl }),
    ...(Object.fromEntries(named) as Record<string, string>),
    SLIPWAY_WEBHOOK_SECRETS_FILE: files.secretsFile,
    SLIPWAY_PUBLIC_URL: publicUrl,
    ...(apiUrl === 'https://api.github.com' ? {} : { SLIPWAY_GITHUB_API_URL: apiUrl }),
  };
}

function nextSteps(
  { environmentUrl }: SetupPlan,
  apps: readonly TakenApp[],
  hasToken: boolean,
): readonly string[] {
  const receiver = apps.find(({ part }) => part === 'all' || part === 'checks');
  return [
    ...apps.map(
      ({ name, installPage }) =>
        `install ${name} in the environment repository, and in no other: ${installPage}`,
    ),
    ...(receiver && !receiver.hasSecret
      ? [
          `GitHub has made no secret for the webhook of ${receiver.name}: make one as docs/how-to/receive-github-webhooks.md says`,
        ]
      : []),
    `give the services the variables above${environmentUrl === undefined ? ', and SLIPWAY_ENVIRONMENT_URL' : ''}${hasToken ? ', without SLIPWAY_ENVIRONMENT_TOKEN, which the App replaces' : ''}, and start them`,
    'require the checks slipway/plan and slipway/reviews in the rules of the branch, with the App as their source',
    'slipway github check says whether all is well',
  ];
}
