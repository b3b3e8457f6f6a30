import { checkApp } from '@slipway/github';
import type { ExitCode } from '../../exit-codes.ts';
import type { Invocation } from '../../invocation.ts';
import { note, problem, type Finding } from '@slipway/kernel';
import { writeFindings } from '../../output/findings.ts';
import { readAppSettings, type AppSetting, type AppSettings } from './app-settings.ts';
import { readKey, secretsFinding } from './file-findings.ts';

/** Looks at the App with the settings that the services have. The exit code is 1 when something is wrong. */
export async function checkGithub(invocation: Invocation): Promise<ExitCode> {
  const settings = await readAppSettings(invocation);
  const findings = [...settingFindings(settings), await secretsFinding(settings)];
  for (const app of settings.apps) {
    invocation.signal.throwIfAborted();
    const several = settings.apps.length > 1 ? `${app.parts.join('+')} ` : '';
    for (const finding of await appFindings(invocation, settings, app))
      findings.push({ ...finding, check: `${several}${finding.check}` });
  }
  return writeFindings(invocation, findings);
}

function settingFindings({
  apps,
  halves,
  environmentUrl,
  repository,
  publicUrl,
}: AppSettings): readonly Finding[] {
  const findings = halves.map((variable) =>
    problem(
      'settings',
      `${variable} is not set`,
      'an App is named by its id and the file of its private key',
    ),
  );
  if (apps.length === 0 && halves.length === 0)
    findings.push(
      problem(
        'settings',
        'SLIPWAY_GITHUB_APP_ID and SLIPWAY_GITHUB_APP_KEY_FILE are not set',
        'set them as the service has them; slipway github setup makes an App',
      ),
    );
  if (environmentUrl === undefined)
    findings.push(
      problem(
        'settings',
        'SLIPWAY_ENVIRONMENT_URL is not set',
        'it names the environment repository: https://github.com/OWNER/NAME.git',
      ),
    );
  else if (repository === undefined)
    findings.push(
      problem(
        'settings',
        `SLIPWAY_ENVIRONMENT_URL is ${environmentUrl}`,
        'expected owner and name after the host: https://github.com/OWNER/NAME.git',
      ),
    );
  if (publicUrl === undefined)
    findings.push(
      note(
        'settings',
        'SLIPWAY_PUBLIC_URL is not set',
        'with it the webhook is compared, and GitHub has links to logs of runs',
      ),
    );
  return findings;
}

async function appFindings(
  { clock }: Invocation,
  settings: AppSettings,
  { id, keyFile, keyVariable, parts }: AppSetting,
): Promise<readonly Finding[]> {
  if (!/^\d{1,15}$/.test(id))
    return [problem('app', `${JSON.stringify(id)} is no id of an App`, 'it is the number on its page')];
  const { finding, privateKey } = await readKey(keyFile, keyVariable);
  if (privateKey === undefined) return [finding];
  const { repository, branch, requiredChecks, publicUrl, apiUrl } = settings;
  const found = await checkApp({
    ...{ appId: id, privateKey, apiUrl, clock, parts },
    ...{ repository, branch, requiredChecks, publicUrl },
  });
  return [finding, ...found];
}
