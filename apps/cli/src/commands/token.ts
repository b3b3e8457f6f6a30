import { Option } from 'commander';
import { tokenRoles, type CreateTokenOptions } from '../actions/create-token.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addToken: AddCommand = (registry) => {
  const token = registry.program
    .command('token')
    .description('Make tokens that others may call a server with');
  const create = token
    .command('create')
    .description('Make a token on the data directory of this machine and print it, this one time')
    .argument('<name>', 'who calls by it, as commits and histories show it')
    .addOption(
      new Option(
        '--role <role>',
        'what it may do: in the team, as an agent, or with the environment repository',
      )
        .choices([...tokenRoles])
        .default('contributor'),
    )
    .option('--cluster <name>', 'with --role agent: the cluster that it speaks for')
    .option('--expires <duration>', 'how long it is valid, such as 30d; for ever by default');
  withExamples(create, [
    'slipway token create alice --team vision --role maintainer',
    'slipway token create agent-onprem-1 --role agent --cluster onprem-1',
    'MLFLOW_TRACKING_TOKEN=$(slipway token create notebook --expires 30d)',
  ]);
  attach(registry, create, async (invocation, [name = ''], options) => {
    const { createTokenOf } = await import('../actions/create-token.ts');
    await createTokenOf(invocation, name, options as CreateTokenOptions);
  });
};
