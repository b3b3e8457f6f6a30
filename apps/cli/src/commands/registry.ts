import { Option } from 'commander';
import type { ImportOptions } from '../actions/registry-import.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, collected, type AddCommand } from './attach.ts';

export const addRegistry: AddCommand = (registry) => {
  const group = registry.program.command('registry').description('Move a model registry, or make it anew');
  const importing = group
    .command('import')
    .description(
      'Copy experiments, runs, models and artifacts of an MLflow server, and check that they are the same',
    )
    .requiredOption('--from <url>', 'tracking URI of the MLflow server')
    .addOption(
      new Option('--include <part>', 'what to copy, may be repeated; all by default')
        .choices(['experiments', 'models', 'artifacts'])
        .argParser(collected),
    )
    .option('--resume', 'pass over runs that a former import has done')
    .option('--dry-run', 'count what there is, and tell what of it would be refused');
  withExamples(importing, [
    'slipway registry import --from http://mlflow.example:5000 --team vision --dry-run',
    'slipway registry import --from http://mlflow.example:5000 --team vision --resume',
  ]);
  attach(registry, importing, async (invocation, _words, options) => {
    const { importRegistry } = await import('../actions/registry-import.ts');
    return importRegistry(invocation, options as ImportOptions);
  });
  const rebuilding = group
    .command('rebuild')
    .description('Make the registered models of all teams anew from the environment repository');
  withExamples(rebuilding, ['slipway registry rebuild']);
  attach(registry, rebuilding, async (invocation) => {
    const { rebuildRegistry } = await import('../actions/registry-rebuild.ts');
    await rebuildRegistry(invocation);
  });
};
