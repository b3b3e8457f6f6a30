import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addExplain: AddCommand = (registry) => {
  const command = registry.program
    .command('explain')
    .description('Explain a kind or a field of it')
    .argument('[path]', 'path of a field; all kinds when left out');
  withExamples(command, ['slipway explain job.spec.retries']);
  attach(registry, command, async (invocation, [path]) => {
    const { explainPath } = await import('../actions/explain.ts');
    await explainPath(invocation, path);
  });
};
