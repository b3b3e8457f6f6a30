import path from 'node:path';
import {
  appManifest,
  appParts,
  longestName,
  registrationUrl,
  type AppManifest,
  type AppPart,
} from '@slipway/github';
import { InvalidInputError } from '@slipway/kernel';
import { UsageError } from '../../exit-codes.ts';
import { nonEmpty } from '../../input/non-empty.ts';
import type { Invocation } from '../../invocation.ts';
import { readAppSettings } from './app-settings.ts';
import { keyFileOf, type SetupFiles } from './setup-files.ts';

export const appCounts = ['one', 'three'] as const;

export interface SetupOptions {
  /** Owner of the Apps; a person's own account without one. */
  readonly organisation?: string;
  readonly name?: string;
  /** Address of Slipway for people. */
  readonly url?: string;
  readonly apps: (typeof appCounts)[number];
  /** Folder for keys and the file of secrets. */
  readonly out?: string;
  readonly apiUrl?: string;
  readonly port: number;
  readonly dryRun?: boolean;
}

export interface PlannedApp {
  readonly part: AppPart | 'all';
  readonly keyFile: string;
  readonly manifest: (redirectUrl?: string) => AppManifest;
}

export interface SetupPlan {
  readonly apps: readonly PlannedApp[];
  readonly files: SetupFiles;
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly environmentUrl: string | undefined;
  readonly registrationUrl: string;
}

/** What would be made. @throws UsageError, InvalidInputError */
export async function planSetup(invocation: Invocation, options: SetupOptions): Promise<SetupPlan> {
  const { cwd, env, options: shared } = invocation;
  const settings = await readAppSettings(invocation);
  const publicUrl = publicUrlOf(options.url ?? settings.publicUrl);
  const apiUrl = options.apiUrl ?? settings.apiUrl;
  if (!URL.canParse(apiUrl)) throw new UsageError(`--api-url ${JSON.stringify(apiUrl)} is no address`);
  const { organisation } = options;
  if (organisation !== undefined && !/^[\w.-]{1,100}$/.test(organisation))
    throw new UsageError(
      `${JSON.stringify(organisation)} is no organisation: expected its name, as in github.com/NAME`,
    );
  const folder = path.resolve(cwd, options.out ?? shared.data ?? nonEmpty(env.SLIPWAY_DATA) ?? '.slipway');
  const files: SetupFiles = {
    folder,
    secretsFile: options.out === undefined ? settings.secretsFile : path.join(folder, 'webhook-secrets.json'),
    owner: organisation ?? settings.repository?.owner,
  };
  const common =
    organisation === undefined ? 'slipway' : `slipway-${organisation}`.slice(0, longestName - 10);
  const name = options.name ?? common;
  const appOf = (part: AppPart | 'all'): PlannedApp => ({
    part,
    keyFile: keyFileOf(files, part),
    manifest: (redirectUrl) =>
      appManifest({
        parts: part === 'all' ? appParts : [part],
        name: part === 'all' ? name : `${name}-${part}`,
        publicUrl,
        ...(redirectUrl === undefined ? {} : { redirectUrl }),
      }),
  });
  const apps = options.apps === 'one' ? [appOf('all')] : appParts.map(appOf);
  const tooLong = apps.map(({ manifest }) => manifest().name).find(({ length }) => length > longestName);
  if (tooLong !== undefined)
    throw new UsageError(`${tooLong} is too long for an App: GitHub takes ${String(longestName)} characters`);
  return {
    ...{ apps, files, apiUrl, publicUrl, environmentUrl: settings.environmentUrl },
    registrationUrl: registrationUrl(apiUrl, organisation),
  };
}

function publicUrlOf(text: string | undefined): string {
  if (text === undefined)
    throw new UsageError(
      'at which address does GitHub reach Slipway? name it by --url https://slipway.example, or SLIPWAY_PUBLIC_URL',
    );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw new InvalidInputError(
      `${JSON.stringify(text)} is no address of Slipway: expected https://slipway.example`,
    );
  return text.replace(/\/+$/, '');
}
