import path from 'node:path';
import { repositoryOfUrl } from '@slipway/deliveries';
import type { AppPart } from '@slipway/github';
import { nonEmpty } from '../../input/non-empty.ts';
import type { Invocation } from '../../invocation.ts';

/** An App that the services sign in as. */
export interface AppSetting {
  readonly id: string;
  /** Absolute. */
  readonly keyFile: string;
  /** The variable that names the file. */
  readonly keyVariable: string;
  readonly parts: readonly AppPart[];
}

/** What the services are told of GitHub. Paths are absolute. */
export interface AppSettings {
  readonly apps: readonly AppSetting[];
  /** Variables of which one is set and the other is not. */
  readonly halves: readonly string[];
  readonly secretsFile: string;
  readonly environmentUrl: string | undefined;
  /** Undefined when the address above is none of a repository on GitHub, or there is none. */
  readonly repository: { readonly owner: string; readonly name: string } | undefined;
  readonly branch: string;
  readonly apiUrl: string;
  readonly publicUrl: string | undefined;
  readonly requiredChecks: readonly string[];
}

/** The settings that services in this folder would run with. @throws InvalidInputError naming a variable that is wrong */
export async function readAppSettings({ env, options, cwd }: Invocation): Promise<AppSettings> {
  const { githubSettingsOf } = await import('@slipway/platform/github-settings');
  const data = path.resolve(cwd, options.data ?? nonEmpty(env.SLIPWAY_DATA) ?? '.slipway');
  const { receiver: settings, environmentApp, requiredChecks } = await githubSettingsOf(env, data);
  const { environmentUrl, appId, appKeyFile } = settings;
  const fullName = environmentUrl === undefined ? undefined : repositoryOfUrl(environmentUrl);
  const [owner = '', name = ''] = fullName?.split('/') ?? [];
  const named: readonly NamedApp[] = [
    { part: 'checks', variable: 'SLIPWAY_GITHUB_APP', id: appId, keyFile: appKeyFile },
    { part: 'committer', variable: 'SLIPWAY_ENVIRONMENT_APP', ...environmentApp },
    {
      ...{ part: 'deploy', variable: 'SLIPWAY_GITHUB_DEPLOY_APP' },
      ...{ id: settings.deployAppId, keyFile: settings.deployAppKeyFile },
    },
  ];
  return {
    apps: appsOf(named, cwd),
    halves: named.flatMap(({ variable, id, keyFile }) =>
      (id === undefined) === (keyFile === undefined)
        ? []
        : [`${variable}_${id === undefined ? 'ID' : 'KEY_FILE'}`],
    ),
    secretsFile: path.resolve(cwd, settings.secretsFile),
    environmentUrl,
    repository: fullName === undefined ? undefined : { owner, name },
    branch: settings.branch,
    apiUrl: settings.apiUrl,
    publicUrl: settings.publicUrl,
    requiredChecks,
  };
}

interface NamedApp {
  readonly part: AppPart;
  /** Of id and file, without their ends. */
  readonly variable: string;
  readonly id?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Each App once, with all its parts. Without an App of its own, `deploy` is done by that of `checks`. */
function appsOf(named: readonly NamedApp[], cwd: string): readonly AppSetting[] {
  const apps: AppSetting[] = [];
  for (const { part, variable, id, keyFile } of named) {
    const itself = id !== undefined || keyFile !== undefined || part !== 'deploy';
    const { id: whose, keyFile: key } = itself ? { id, keyFile } : (named[0] ?? {});
    if (whose === undefined || key === undefined) continue;
    const file = path.resolve(cwd, key);
    const place = apps.findIndex((app) => app.id === whose && app.keyFile === file);
    const known = apps[place];
    if (known) apps[place] = { ...known, parts: [...known.parts, part] };
    else apps.push({ id: whose, keyFile: file, keyVariable: `${variable}_KEY_FILE`, parts: [part] });
  }
  return apps;
}
