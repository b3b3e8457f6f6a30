import type { ChangeOptions, ExtendOptions, StudyChange } from '../../actions/study/change.ts';
import { withExamples } from '../../reference/command-shape.ts';
import { attach, numeric, wholeNumber } from '../attach.ts';
import type { AddStudyCommand } from './study-group.ts';

const dryRun = ['--dry-run', 'say what would change, and change nothing'] as const;
const changes: readonly (readonly [StudyChange, string])[] = [
  ['pause', 'Begin no more trials of a study; those that run come to their end'],
  ['resume', 'Go on with a paused study'],
  ['stop', 'End a study; trials that run may still tell their results'],
];

export const addChanges: AddStudyCommand = ({ group, ...registry }) => {
  for (const [change, description] of changes) {
    const command = group
      .command(change)
      .description(description)
      .argument('<name>', 'name of the study')
      .option(...dryRun);
    attach(registry, command, async (invocation, [name = ''], options) => {
      const { changeStudy } = await import('../../actions/study/change.ts');
      await changeStudy(invocation, change, name, options as ChangeOptions);
    });
  }

  const extend = group
    .command('extend')
    .description('Move what ends a study further out; one that had ended runs again')
    .argument('<name>', 'name of the study')
    .option('--max-trials <count>', 'trials in all', wholeNumber(1, 1_000_000))
    .option('--max-time <duration>', 'time since it began: 90m, 12h')
    .option('--max-cost <cost>', 'cost of all trials', numeric)
    .option('--target <value>', 'value of the first metric that is good enough', numeric)
    .option('--stagnation <count>', 'results in a row without a better one', wholeNumber(1, 1_000_000))
    .option('--max-failures <count>', 'failed trials', wholeNumber(1, 1_000_000))
    .option(...dryRun);
  withExamples(extend, ['slipway study extend digits --max-trials 200']);
  attach(registry, extend, async (invocation, [name = ''], options) => {
    const { extendStudy } = await import('../../actions/study/change.ts');
    await extendStudy(invocation, name, options as ExtendOptions);
  });

  const enqueue = group
    .command('enqueue')
    .description('Add a trial with given parameters, which is run before others are suggested')
    .argument('<name>', 'name of the study')
    .argument('<parameter...>', 'NAME=VALUE of each parameter')
    .option(...dryRun);
  withExamples(enqueue, ['slipway study enqueue digits lr=0.01 layers=2 opt=adam']);
  attach(registry, enqueue, async (invocation, [name = '', ...pairs], options) => {
    const { enqueueTrial } = await import('../../actions/study/enqueue.ts');
    await enqueueTrial(invocation, name, pairs, options as ChangeOptions);
  });
};
