import type { Retention } from './github-webhooks-deps.ts';

export interface GithubWebhooksSettings {
  readonly secretsFile: string;
  /** Address of the environment repository, when it is not the embedded one. */
  readonly environmentUrl: string | undefined;
  readonly branch: string;
  readonly apiUrl: string;
  readonly appId: string | undefined;
  readonly appKeyFile: string | undefined;
  /** Of the App that tells how far merges are; that above without it. */
  readonly deployAppId: string | undefined;
  readonly deployAppKeyFile: string | undefined;
  readonly token: string | undefined;
  /** Bare repository of the embedded environment, when it is on this machine. */
  readonly environmentDirectory: string | undefined;
  /** Hooks to compare besides the App's, separated by commas. */
  readonly hooks: string | undefined;
  /** A bare repository on this machine for commits of pull requests; made when it is missing, safe to delete. */
  readonly mirrorDirectory: string;
  /** Address of Slipway for people, for links to logs. */
  readonly publicUrl: string | undefined;
  readonly retention: Retention;
}
