import type { Permissions } from '../client/github-client.ts';
import { note, ok, problem, type Finding } from '@slipway/kernel';
import { grants, neededEvents, permissionsOf, type AppPart } from './needed-permissions.ts';

/** What an App may do and is told of, as itself and in the repository: people accept there what they add here. */
export interface Granted {
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface GrantQuestion {
  readonly parts: readonly AppPart[];
  /** As it is registered. */
  readonly app: Granted;
  /** As it is installed. */
  readonly installed: Granted;
  /** The branch has one, as far as can be seen. */
  readonly mergeQueue: boolean;
  /** Address of the settings of the App. */
  readonly settingsPage: string;
  /** Address of the settings of its installation. */
  readonly installationPage: string;
}

/** What needs a merge queue only; without one it is not missed. */
const ofMergeQueue: readonly string[] = ['merge_queues', 'merge_group'];

/** A finding for each permission that is missing, or one that says that all are there. */
export function permissionFindings(question: GrantQuestion): readonly Finding[] {
  const { parts, app, installed, settingsPage, installationPage } = question;
  const needed = permissionsOf(parts);
  const missing = needed.filter((permission) => !grants(installed.permissions, permission));
  const findings = missing.map((permission): Finding => {
    const { title, right, purpose, without } = permission;
    const wanted = right === 'write' ? 'read and write' : 'read';
    const found = `${title} (${wanted}) is missing: ${purpose.replaceAll('`', '')}`;
    const hint = grants(app.permissions, permission)
      ? `the App asks for it: accept that at ${installationPage}`
      : `add it at ${settingsPage}/permissions, then accept it at ${installationPage}`;
    return isLeftOut(question, permission.name, without)
      ? note('permissions', `${found}; ${without ?? ''}`, hint)
      : problem('permissions', found, hint);
  });
  const granted = needed.filter((permission) => !missing.includes(permission));
  if (granted.length === 0) return findings;
  return [ok('permissions', granted.map(({ name, right }) => `${name}: ${right}`).join(', ')), ...findings];
}

/** The same for the events that the webhook sends; only the part that takes webhooks needs them. */
export function eventFindings(question: GrantQuestion): readonly Finding[] {
  const { parts, app, installed, settingsPage, installationPage } = question;
  if (!parts.includes('checks')) return [];
  const missing = neededEvents.filter(({ name }) => !installed.events.includes(name));
  const findings = missing.map(({ name, purpose, without }): Finding => {
    const found = `${name} is not subscribed: ${purpose.replaceAll('*', '')}`;
    const hint = app.events.includes(name)
      ? `the App asks for it: accept that at ${installationPage}`
      : `subscribe to it at ${settingsPage}/permissions`;
    return isLeftOut(question, name, without)
      ? note('events', `${found}; without it ${without ?? ''}`, hint)
      : problem('events', found, hint);
  });
  const subscribed = neededEvents.filter((event) => !missing.includes(event));
  if (subscribed.length === 0) return findings;
  return [ok('events', subscribed.map(({ name }) => name).join(', ')), ...findings];
}

function isLeftOut({ mergeQueue }: GrantQuestion, name: string, without: string | undefined): boolean {
  return without !== undefined && !(mergeQueue && ofMergeQueue.includes(name));
}
