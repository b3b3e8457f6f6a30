import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addGithub: AddCommand = (registry) => {
  const group = registry.program
    .command('github')
    .description('Connect Slipway with GitHub by an App, and see whether that works');

  const check = group
    .command('check')
    .description(
      'Check the App with the settings of the service: its key, the clock, permissions, events, webhook, secrets, and the rules of the branch; exit code 1 when there is a problem',
    );
  withExamples(check, ['slipway github check', 'slipway github check --json']);
  attach(registry, check, async (invocation) => {
    const { checkGithub } = await import('../actions/github/check.ts');
    return checkGithub(invocation);
  });
};
