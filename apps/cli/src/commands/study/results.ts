import { Option, type Command } from 'commander';
import type { ListOptions } from '../../actions/study/collected-pages.ts';
import type { ExportOptions } from '../../actions/study/export.ts';
import type { PlotOptions } from '../../actions/study/plot.ts';
import type { TrialsOptions } from '../../actions/study/trials.ts';
import { formats } from '../../output/format.ts';
import { withExamples } from '../../reference/command-shape.ts';
import { attach, collected, wholeNumber } from '../attach.ts';
import type { AddStudyCommand } from './study-group.ts';

const trialStates = ['waiting', 'running', 'complete', 'pruned', 'failed'];
const plotKinds = ['history', 'parallel', 'importance', 'slice', 'contour', 'pareto', 'intermediate'];

const withSelection = (command: Command): Command =>
  command
    .addOption(new Option('--state <state>', 'only trials in this state').choices(trialStates))
    .option('--filter <comparisons>', "only trials with values.loss < 0.2 and parameters.opt = 'adam'");

export const addResults: AddStudyCommand = ({ group, ...registry }) => {
  const list = group
    .command('list')
    .description('List the studies of the team')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  attach(registry, list, async (invocation, _words, options) => {
    const { listStudies } = await import('../../actions/study/list.ts');
    await listStudies(invocation, options as ListOptions);
  });

  const describe = group
    .command('describe')
    .description('Show a study: what it tunes, how far it is, what ends it, and its best trials')
    .argument('<name>', 'name of the study');
  attach(registry, describe, async (invocation, [name = '']) => {
    const { describeStudy } = await import('../../actions/study/describe.ts');
    await describeStudy(invocation, name);
  });

  const best = group
    .command('best')
    .description('Show the best trial of a study, or the Pareto front of several metrics')
    .argument('<name>', 'name of the study');
  withExamples(best, ['slipway study best digits', 'slipway study best digits --json | jq .parameters']);
  attach(registry, best, async (invocation, [name = '']) => {
    const { showBest } = await import('../../actions/study/describe.ts');
    await showBest(invocation, name);
  });

  const trials = withSelection(
    group.command('trials').description('List trials of a study').argument('<name>', 'name of the study'),
  )
    .addOption(
      new Option('--order <order>', 'which come first')
        .choices(['oldest', 'newest', 'best'])
        .default('oldest'),
    )
    .option('--limit <count>', 'at most this many', wholeNumber(1, 1_000_000), 100)
    .option('--all', 'all of them')
    .addOption(
      new Option(
        '-o, --output <format>',
        'how they are written; csv and jsonl are all of them, oldest first',
      ).choices([...formats, 'csv', 'jsonl']),
    );
  withExamples(trials, [
    'slipway study trials digits --order best --limit 10',
    "slipway study trials digits --filter 'values.loss < 0.2' -o csv",
  ]);
  attach(
    registry,
    trials,
    async (invocation, [name = ''], options) => {
      const { listTrials } = await import('../../actions/study/trials.ts');
      await listTrials(invocation, name, options as TrialsOptions);
    },
    ['--output'],
  );

  const exporting = withSelection(
    group
      .command('export')
      .description('Write all trials of a study to a file or stdout; a file appears when it is whole')
      .argument('<name>', 'name of the study'),
  )
    .addOption(
      new Option('--format <format>', 'by default what the file’s name ends with, else csv').choices([
        'csv',
        'jsonl',
        'json',
      ]),
    )
    .option('-o, --output <file>', 'target file, or - for stdout, which is the default')
    .option('--force', 'replace the file when it is there');
  withExamples(exporting, [
    'slipway study export digits -o digits.csv',
    'slipway study export digits --format jsonl | jq .values',
  ]);
  attach(
    registry,
    exporting,
    async (invocation, [name = ''], options) => {
      const { exportTrials } = await import('../../actions/study/export.ts');
      await exportTrials(invocation, name, options as ExportOptions);
    },
    ['--output', '--json'],
  );

  const plot = group
    .command('plot')
    .description('Draw a picture of a study as SVG or PNG')
    .argument('<name>', 'name of the study')
    .addOption(new Option('--kind <kind>', 'what is drawn').choices(plotKinds).default('history'))
    .option('--out <file>', 'target file, .svg or .png; NAME-KIND.svg by default, - is SVG on stdout')
    .option('--metric <metric>', 'metric that is drawn; two for a Pareto front', collected)
    .option(
      '--parameter <parameter>',
      'parameter that is drawn, may be repeated; two for contours',
      collected,
    )
    .option('--log', 'values of metrics on a logarithmic axis')
    .option('--force', 'replace the file when it is there')
    .option('--open', 'open it when it is done');
  withExamples(plot, [
    'slipway study plot digits --kind history --log',
    'slipway study plot digits --kind contour --parameter lr --parameter layers --out contour.png --open',
  ]);
  attach(registry, plot, async (invocation, [name = ''], options) => {
    const { plotStudy } = await import('../../actions/study/plot.ts');
    await plotStudy(invocation, name, options as PlotOptions);
  });
};
