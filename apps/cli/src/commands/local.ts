import { Argument, Option } from 'commander';
import { providers, reconcilers } from '../actions/cluster/cluster-text.ts';
import type { InitOptions } from '../actions/init.ts';
import { logLevels, type ServeOptions } from '../actions/serve.ts';
import { shapeOf, withExamples } from '../reference/command-shape.ts';
import { shells, type Shell } from '../reference/completion-script.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const addServe: AddCommand = (registry) => {
  const command = registry.program
    .command('serve')
    .description('Run services in one process over embedded parts, or on SLIPWAY_DATABASE_URL')
    .argument(
      '[service...]',
      'scheduler, committer, model-registry, tuning, github-webhooks; all of them, with the agent, when left out',
    )
    .option('--port <port>', 'port of the server; 0 takes a free one', wholeNumber(0, 65_535), 7788)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--log-level <level>', 'least important line of the log')
        .choices([...logLevels])
        .default('info'),
    )
    .option(
      '--artifact-root <uri>',
      'where artifacts of new experiments lie, MLFLOW_DEFAULT_ARTIFACT_ROOT or mlflow-artifacts:/, the server, by default; to a path or another URI clients write themselves',
    )
    .option(
      '--artifacts-destination <place>',
      'folder or URI of the store behind mlflow-artifacts:/, MLFLOW_ARTIFACTS_DESTINATION or a folder of the data by default',
    )
    .option(
      '--optuna-port <port>',
      'with tuning: port of the gRPC storage that clients of Optuna use; 0 takes a free one',
      wholeNumber(0, 65_535),
    )
    .addHelpText(
      'after',
      `
The model registry on the embedded PostgreSQL brings its committer along: nobody else could write the environment
repository of its data. On a loopback address it and Optuna's storage take calls without a token, for the team of --team
(demo by default).`,
    );
  withExamples(command, [
    'slipway serve',
    'slipway serve scheduler committer --port 8080 --data /var/lib/slipway',
    'slipway serve model-registry --port 5000 --data ./registry',
    'slipway serve tuning --port 7791 --optuna-port 13000 --data ./tuning',
  ]);
  attach(registry, command, async (invocation, words, options) => {
    const { serve } = await import('../actions/serve.ts');
    await serve(invocation, words, options as ServeOptions);
  });
};

export const addInit: AddCommand = (registry) => {
  const command = registry.program
    .command('init')
    .description('Make an environment repository from the template')
    .argument('[folder]', 'new or empty folder', 'environment')
    .addOption(
      new Option(
        '--reconciler <reconciler>',
        'with a cluster of this reconciler, and not the local agent',
      ).choices(reconcilers),
    )
    .option('--cluster <name>', 'with --reconciler: name of the cluster', 'main')
    .addOption(
      new Option('--provider <provider>', 'with --reconciler: who runs its machines')
        .choices(providers)
        .default('onprem'),
    )
    .option('--region <region>', 'with --reconciler: region of the provider')
    .option(
      '--repository-url <url>',
      'with --reconciler: where you will push the repository, as the cluster reaches it',
    )
    .option('--branch <branch>', 'branch of the repository', 'main');
  withExamples(command, [
    'slipway init environment',
    'slipway init environment --reconciler flux --repository-url https://github.com/acme/environment.git',
  ]);
  attach(registry, command, async (invocation, [folder = 'environment'], options) => {
    const { init } = await import('../actions/init.ts');
    await init(invocation, folder, options as InitOptions);
  });
};

export const addDoctor: AddCommand = (registry) => {
  const command = registry.program
    .command('doctor')
    .description('Check this machine and the server, and say what to do about each problem');
  attach(registry, command, async (invocation) => {
    const { doctor } = await import('../actions/doctor.ts');
    return doctor(invocation);
  });
};

export const addCompletion: AddCommand = (registry) => {
  const command = registry.program
    .command('completion')
    .description('Print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices([...shells]));
  withExamples(command, ['source <(slipway completion bash)', 'slipway completion fish | source']);
  attach(registry, command, async (invocation, [shell]) => {
    const { completion } = await import('../actions/completion.ts');
    await completion(invocation, shell as Shell, shapeOf(registry.program));
  });
};

export const addVersion: AddCommand = (registry) => {
  const command = registry.program.command('version').description('Print the version');
  attach(registry, command, async (invocation) => {
    const { showVersion } = await import('../actions/version.ts');
    await showVersion(invocation);
  });
};
