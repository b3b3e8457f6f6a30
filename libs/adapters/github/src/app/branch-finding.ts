import type { BranchRuleAnswer } from './app-answers.ts';
import { note, ok, type Finding } from '@slipway/kernel';

export const hasMergeQueue = (rules: readonly BranchRuleAnswer[]): boolean =>
  rules.some(({ type }) => type === 'merge_queue');

export interface BranchQuestion {
  readonly branch: string;
  /** Names of checks. */
  readonly required: readonly string[];
  readonly appId: number;
}

/** Whether rules hold merges up until our checks have succeeded. Classic branch protection is not among them. */
export function branchFinding(
  rules: readonly BranchRuleAnswer[],
  { branch, required, appId }: BranchQuestion,
): Finding {
  const checks = rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  const missing = required.filter((name) => !checks.some(({ context }) => context === name));
  const anyApp = required.filter((name) =>
    checks.every(({ context, integration_id: id }) => context !== name || id !== appId),
  );
  if (missing.length > 0)
    return note(
      'branch',
      `no rule of ${branch} requires ${missing.join(' and ')}`,
      'require them under Rules in the settings of the repository; classic branch protection is not seen from here',
    );
  if (anyApp.length > 0)
    return note(
      'branch',
      `${branch} takes ${anyApp.join(' and ')} from anybody`,
      'choose the App as their source under Rules in the settings of the repository',
    );
  return ok('branch', `${branch} requires ${required.join(' and ')}`);
}
