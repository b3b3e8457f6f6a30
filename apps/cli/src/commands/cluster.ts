import { Option } from 'commander';
import type { AddClusterOptions } from '../actions/cluster/add.ts';
import type { BootstrapOptions } from '../actions/cluster/bootstrap.ts';
import { providers, reconcilers } from '../actions/cluster/cluster-text.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, collected, type AddCommand } from './attach.ts';

const availabilities = [
  {
    verb: 'cordon',
    availability: 'cordoned',
    description: 'Give a cluster no more runs; it keeps those that it has',
  },
  { verb: 'uncordon', availability: 'available', description: 'Give a cluster runs again' },
  {
    verb: 'lost',
    availability: 'lost',
    description:
      'Declare that a cluster is off for certain: its runs go on elsewhere without its word. One that still works would run them twice',
  },
] as const;

export const addCluster: AddCommand = (registry) => {
  const group = registry.program.command('cluster').description('Take clusters in, and see how they are');
  const add = group
    .command('add')
    .description('Commit a cluster with everything its reconciler applies, and print how to connect it')
    .argument('<name>', 'its name, and that of its folder in the environment repository')
    .addOption(
      new Option('--provider <provider>', 'who runs its machines').choices(providers).makeOptionMandatory(),
    )
    .addOption(
      new Option('--reconciler <reconciler>', 'what applies the environment repository to it')
        .choices(reconcilers)
        .makeOptionMandatory(),
    )
    .option('--region <region>', 'region of the provider')
    .option(
      '--repository-url <url>',
      'environment repository as the cluster reaches it; that of the server by default',
    )
    .option('--branch <branch>', 'branch of the environment repository', 'main')
    .option('--description <text>', 'what it is for')
    .addOption(
      new Option(
        '--operator-namespace <namespace>',
        'namespace of an operator, such as kueue-system, that may write into the namespaces of teams; may be repeated',
      ).argParser(collected),
    )
    .option(
      '--slipway-image <image>',
      'image of Slipway, which workers of Studies get the command slipway from',
    )
    .option('--dry-run', 'only print the cluster and the files that would be written');
  withExamples(add, [
    'slipway cluster add onprem-1 --provider onprem --reconciler flux',
    'slipway cluster add eks-eu --provider aws --region eu-central-1 --reconciler argocd --repository-url https://github.com/acme/environment.git',
  ]);
  attach(registry, add, async (invocation, [name = ''], options) => {
    const { addCluster: run } = await import('../actions/cluster/add.ts');
    return run(invocation, name, options as AddClusterOptions);
  });

  const bootstrap = group
    .command('bootstrap')
    .description(
      'Print what is applied to a cluster once, by an administrator, so that its reconciler reads the environment repository. It holds secrets',
    )
    .argument('<name>', 'a cluster that was added')
    .option('--username <name>', 'user of the environment repository', 'git')
    .option(
      '--password-file <file>',
      'file with the password or token of that user, - for stdin; a new token of this server by default',
    );
  withExamples(bootstrap, [
    'slipway cluster bootstrap onprem-1 | kubectl apply --server-side -f -',
    'slipway cluster bootstrap eks-eu --password-file github-token | kubectl --context eks-eu apply --server-side -f -',
  ]);
  attach(registry, bootstrap, async (invocation, [name = ''], options) => {
    const { bootstrapCluster } = await import('../actions/cluster/bootstrap.ts');
    await bootstrapCluster(invocation, name, options as BootstrapOptions);
  });

  const status = group
    .command('status')
    .description('Show what each cluster has fetched and applied, and how it is')
    .argument('[name]', 'one cluster, with its node pools');
  withExamples(status, ['slipway cluster status', 'slipway cluster status onprem-1 --json']);
  attach(registry, status, async (invocation, [name]) => {
    const { clusterStatus } = await import('../actions/cluster/status.ts');
    await clusterStatus(invocation, name);
  });

  for (const { verb, availability, description } of availabilities) {
    const command = group
      .command(verb)
      .description(description)
      .argument('<name>', 'a cluster')
      .option('--reason <text>', 'why; it becomes part of the commit');
    withExamples(command, [`slipway cluster ${verb} onprem-1 --reason "new racks"`]);
    attach(registry, command, async (invocation, [name = ''], options) => {
      const { setAvailability } = await import('../actions/cluster/availability.ts');
      return setAvailability(invocation, name, availability, options as { reason?: string });
    });
  }
};
