import type { CreateOptions } from '../../actions/study/create.ts';
import { withExamples } from '../../reference/command-shape.ts';
import { attach, collected, numeric, wholeNumber } from '../attach.ts';
import type { AddStudyCommand } from './study-group.ts';

export const addCreate: AddStudyCommand = ({ group, ...registry }) => {
  const command = group
    .command('create')
    .description('Begin a study that a file or options describe; done twice it is begun once')
    .argument('[name]', 'name of the study; that of the file by default')
    .option('-f, --file <path>', 'YAML or JSON as the API takes it, {name, spec}; - for stdin')
    .option('--minimize <metric>', 'metric to be made small; several make a Pareto front', collected)
    .option('--maximize <metric>', 'metric to be made large', collected)
    .option('--float <parameter>', 'number: NAME=LOW..HIGH, with :log or :step=STEP', collected)
    .option('--int <parameter>', 'whole number: NAME=LOW..HIGH, with :log or :step=STEP', collected)
    .option('--choice <parameter>', 'one of a list without order: NAME=VALUE,VALUE', collected)
    .option('--ordinal <parameter>', 'one of a list with an order: NAME=VALUE,VALUE', collected)
    .option('--fixed <parameter>', 'always the same: NAME=VALUE', collected)
    .option('--max-trials <count>', 'end after so many trials', wholeNumber(1, 1_000_000))
    .option('--max-time <duration>', 'end after so long: 90m, 12h')
    .option('--target <value>', 'end when the first metric is this good', numeric)
    .option(
      '--stagnation <count>',
      'end after so many results in a row without a better one',
      wholeNumber(1, 1_000_000),
    )
    .option('--sampler <name>', 'who suggests: auto, tpe, gp, cma-es, nsga2, sobol, grid, random, pbt')
    .option('--population <members>', 'size of the population that pbt trains', wholeNumber(2, 1_000))
    .option('--interval <steps>', 'steps that a trial of pbt trains', wholeNumber(1, 1_000_000_000))
    .option(
      '--early-stopping <rule>',
      'stop hopeless trials: median, percentile, asha, hyperband, patience, threshold',
    )
    .option('--seed <number>', 'the same seed and results give the same suggestions', wholeNumber(0, 2 ** 48))
    .option('--dry-run', 'check it here, show what would be sent, and send nothing');
  withExamples(command, [
    'slipway study create -f study.yaml',
    'slipway study create digits --minimize loss --float lr=1e-5..1e-1:log --int layers=1..5 --choice opt=adam,sgd --max-trials 50',
  ]);
  attach(registry, command, async (invocation, [name], options) => {
    const { createStudy } = await import('../../actions/study/create.ts');
    await createStudy(invocation, name, options as CreateOptions);
  });
};
