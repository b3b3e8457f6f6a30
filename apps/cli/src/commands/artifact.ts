import type { DownloadOptions } from '../actions/artifact.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addArtifact: AddCommand = (registry) => {
  const artifact = registry.program
    .command('artifact')
    .description('List and download what runs have left behind');
  const list = artifact
    .command('list')
    .description('List the output artifacts of a run')
    .argument('<run...>', 'run/NAME');
  attach(registry, list, async (invocation, words) => {
    const { listArtifacts } = await import('../actions/artifact.ts');
    await listArtifacts(invocation, words);
  });

  const get = artifact
    .command('get')
    .description('Download an artifact; the file appears when it is whole and its SHA-256 is right')
    .argument('<run>', 'run/NAME')
    .argument('<name>', 'name of the artifact')
    .option('-o, --output <file>', 'target file, or - for stdout; by default the name of the artifact')
    .option('--force', 'replace the file when it is there');
  withExamples(get, ['slipway artifact get run/digits-7k2m9q0x model -o model.joblib']);
  attach(
    registry,
    get,
    async (invocation, [run = '', name = ''], options) => {
      const { getArtifact } = await import('../actions/artifact.ts');
      await getArtifact(invocation, run, name, options as DownloadOptions);
    },
    ['--output', '--json'],
  );
};
