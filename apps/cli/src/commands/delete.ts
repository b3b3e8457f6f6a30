import { attach, type AddCommand } from './attach.ts';

export const addDelete: AddCommand = (registry) => {
  const command = registry.program
    .command('delete')
    .description('Remove a Job or Study from desired state; its history stays in git')
    .argument('<object...>', 'job/NAME or study/NAME');
  attach(registry, command, async (invocation, words) => {
    const { deleteProgram } = await import('../actions/delete.ts');
    await deleteProgram(invocation, words);
  });
};
