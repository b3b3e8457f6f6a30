import { attach, type AddCommand } from './attach.ts';

export const addDelete: AddCommand = (registry) => {
  const command = registry.program
    .command('delete')
    .description('Remove a Job or a Study from desired state; its history stays in git')
    .argument('<resource...>', 'job/NAME or study/NAME');
  attach(registry, command, async (invocation, words) => {
    const { deleteResource } = await import('../actions/delete.ts');
    await deleteResource(invocation, words);
  });
};
