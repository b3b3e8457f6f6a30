import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addDescribe: AddCommand = (registry) => {
  const command = registry.program
    .command('describe')
    .description(
      'Show everything about one object: its fields, runs, attempts or aliases, metrics, lineage, commits',
    )
    .argument('<object...>', 'KIND/NAME');
  withExamples(command, [
    'slipway describe job/digits',
    'slipway describe run/digits-7k2m9q0x',
    'slipway describe study/digits',
    'slipway describe model/iris',
  ]);
  attach(registry, command, async (invocation, words) => {
    const { describe } = await import('../actions/describe.ts');
    await describe(invocation, words);
  });
};
