import { Option } from 'commander';
import type { RunOptions } from '../../actions/study/run.ts';
import { withExamples } from '../../reference/command-shape.ts';
import { attach, wholeNumber } from '../attach.ts';
import type { AddStudyCommand } from './study-group.ts';

export const addStudyRun: AddStudyCommand = ({ group, ...registry }) => {
  const run = group
    .command('run')
    .description(
      'Run trials of a study on this machine, each as one call of a command, until the study has ended',
    )
    .argument('<name>', 'name of the study')
    .argument(
      '<command...>',
      'after --: program and arguments; {lr} is replaced by the parameter lr, without any such place --lr=VALUE is added for each',
    )
    .option('--workers <count>', 'trials at a time', wholeNumber(1, 256), 1)
    .option(
      '--trials <count>',
      'end after so many trials, also when the study goes on',
      wholeNumber(1, 1_000_000),
    )
    .addOption(
      new Option(
        '--pass <way>',
        'parameters as arguments, only in SLIPWAY_PARAMETER_NAME and SLIPWAY_PARAMETERS (JSON), or also in the file SLIPWAY_PARAMETERS_FILE',
      )
        .choices(['args', 'env', 'file'])
        .default('args'),
    )
    .option('--worker <name>', 'name of the worker; the same name takes up again what was interrupted')
    .option('--timeout <duration>', 'a trial that takes longer has failed: 90s, 10m')
    .option(
      '--max-failures <count>',
      'end after so many failed trials in a row',
      wholeNumber(1, 1_000_000),
      5,
    )
    .option('--quiet', 'do not show what the command writes')
    .addHelpText(
      'after',
      `
The command says its results by lines such as "slipway-metric loss=0.12"; the last value counts. With a step, as in
"slipway-metric loss=0.3 step=4", it is also judged by the rule of early stopping, and ended when it is hopeless.`,
    );
  withExamples(run, [
    'slipway study run digits -- python3 train.py',
    'slipway study run digits --workers 4 -- python3 train.py --epochs 10 --rate {lr}',
  ]);
  attach(registry, run, async (invocation, [name = '', ...words], options) => {
    const { runStudy } = await import('../../actions/study/run.ts');
    return runStudy(invocation, name, words, options as RunOptions);
  });
};
