import { Option } from 'commander';
import type { ListNotificationsOptions } from '../actions/notifications/list.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const addNotifications: AddCommand = (registry) => {
  const group = registry.program
    .command('notifications')
    .description('See who is told of what happens, and try it');

  const list = group
    .command('list')
    .description('List the rules of slipway.yaml, and the last messages, newest first')
    .addOption(
      new Option('--state <state>', 'only messages in this state').choices(['pending', 'sent', 'dead']),
    )
    .option('--rule <name>', 'only messages of this rule')
    .option('--limit <count>', 'at most this many messages', wholeNumber(1, 100_000), 20)
    .option('--all', 'all of them');
  withExamples(list, ['slipway notifications list', 'slipway notifications list --state dead --json']);
  attach(registry, list, async (invocation, _words, options) => {
    const { listNotifications } = await import('../actions/notifications/list.ts');
    await listNotifications(invocation, options as ListNotificationsOptions);
  });

  const test = group
    .command('test')
    .description('Send an example by a rule now, and say whether it was taken')
    .argument('<name>', 'name of the rule');
  withExamples(test, ['slipway notifications test failures']);
  attach(registry, test, async (invocation, [name = '']) => {
    const { testNotification } = await import('../actions/notifications/test.ts');
    return testNotification(invocation, name);
  });
};
