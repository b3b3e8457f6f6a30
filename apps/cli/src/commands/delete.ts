import { attach, type AddCommand } from './attach.ts';

export const addDelete: AddCommand = (registry) => {
  const command = registry.program
    .command('delete')
    .description('Remove a Job from desired state; its history stays in git')
    .argument('<job...>', 'job/NAME');
  attach(registry, command, async (invocation, words) => {
    const { deleteJob } = await import('../actions/delete.ts');
    await deleteJob(invocation, words);
  });
};
