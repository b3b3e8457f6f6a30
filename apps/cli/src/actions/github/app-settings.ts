import path from 'node:path';
import { repositoryOfUrl } from '@slipway/deliveries';
import type { CheckAppOptions } from '@slipway/github';
import { nonEmpty } from '../../input/non-empty.ts';
import type { Invocation } from '../../invocation.ts';

/** An App that the services sign in as. */
export interface AppSetting {
  readonly id: string;
  /** Absolute. */
  readonly keyFile: string;
  readonly parts: CheckAppOptions['parts'];
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
  const { receiver: settings, requiredChecks } = await githubSettingsOf(env, data);
  const { environmentUrl, appId, appKeyFile } = settings;
  const fullName = environmentUrl === undefined ? undefined : repositoryOfUrl(environmentUrl);
  const [owner = '', name = ''] = fullName?.split('/') ?? [];
  return {
    apps:
      appId === undefined || appKeyFile === undefined
        ? []
        : [{ id: appId, keyFile: path.resolve(cwd, appKeyFile), parts: ['checks', 'deploy'] }],
    halves: [
      ...(appId === undefined && appKeyFile !== undefined ? ['SLIPWAY_GITHUB_APP_ID'] : []),
      ...(appId !== undefined && appKeyFile === undefined ? ['SLIPWAY_GITHUB_APP_KEY_FILE'] : []),
    ],
    secretsFile: path.resolve(cwd, settings.secretsFile),
    environmentUrl,
    repository: fullName === undefined ? undefined : { owner, name },
    branch: settings.branch,
    apiUrl: settings.apiUrl,
    publicUrl: settings.publicUrl,
    requiredChecks,
  };
}
