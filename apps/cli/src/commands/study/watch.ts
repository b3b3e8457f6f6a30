import { withExamples } from '../../reference/command-shape.ts';
import { attach } from '../attach.ts';
import type { AddStudyCommand } from './study-group.ts';

export const addStudyWatch: AddStudyCommand = ({ group, ...registry }) => {
  const watch = group
    .command('watch')
    .description(
      'Show a study until it has ended: live on a terminal, elsewhere a line for each trial that has ended',
    )
    .argument('<name>', 'name of the study');
  withExamples(watch, ['slipway study watch digits', 'slipway study watch digits --json | jq .type']);
  attach(registry, watch, async (invocation, [name = '']) => {
    const { watchStudy } = await import('../../actions/study/watch.ts');
    await watchStudy(invocation, name);
  });
};
