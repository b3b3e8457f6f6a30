import type { PlanOptions } from '../actions/plan.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addPlan: AddCommand = (registry) => {
  const command = registry.program
    .command('plan')
    .description(
      'Judge a change of an environment repository, offline: what it changes, where that would run, its cost, policies and reviewers; exit code 1 when it is denied or invalid',
    )
    .option('--base <revision>', 'branch that the change would go to', 'main')
    .option('--head <revision>', 'revision with the change; what is in the working tree now when left out')
    .option('--repository <folder>', 'clone of the environment repository', '.')
    .option('--author <user>', 'who proposes it, as Teams name members: tells paths of other teams')
    .option('--markdown', 'as Markdown for a pull request, at most 65,535 bytes');
  withExamples(command, [
    'slipway plan',
    'slipway plan --base main --head my-change --repository ../environment --markdown',
  ]);
  attach(registry, command, async (invocation, _words, options) => {
    const { plan } = await import('../actions/plan.ts');
    return plan(invocation, options as PlanOptions);
  });
};
