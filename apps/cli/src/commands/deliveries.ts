import { Option, type Command } from 'commander';
import type { ListDeliveriesOptions } from '../actions/deliveries/list.ts';
import type { ReplayOptions } from '../actions/deliveries/replay.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

const withSelection = (command: Command): Command =>
  command
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        'pending',
        'handled',
        'ignored',
        'dead',
      ]),
    )
    .option('--event <event>', 'only those of this event, such as push')
    .option('--repository <owner/name>', 'only those of this repository')
    .option('--since <time>', 'only those received since: a duration such as 2h, or a time in ISO 8601')
    .option('--until <time>', 'only those received before');

export const addDeliveries: AddCommand = (registry) => {
  const group = registry.program
    .command('deliveries')
    .description('See what GitHub has delivered by webhooks, and handle it again');

  const list = withSelection(group.command('list').description('List deliveries, newest first'))
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  withExamples(list, [
    'slipway deliveries list --state dead',
    'slipway deliveries list --repository acme/environment --event push --since 2h',
  ]);
  attach(registry, list, async (invocation, _words, options) => {
    const { listDeliveries } = await import('../actions/deliveries/list.ts');
    await listDeliveries(invocation, options as ListDeliveriesOptions);
  });

  const show = group
    .command('show')
    .description('Show a delivery and what became of it')
    .argument('<id>', 'its id, as GitHub shows it')
    .option('--payload', 'write its payload, as GitHub sent it');
  withExamples(show, ['slipway deliveries show 72d3162e-cc78-11e3-81ab-4c9367dc0958 --payload | jq .ref']);
  attach(registry, show, async (invocation, [id = ''], options) => {
    const { showDelivery } = await import('../actions/deliveries/show.ts');
    await showDelivery(invocation, id, options as { payload?: boolean });
  });

  const replay = withSelection(
    group
      .command('replay')
      .description('Handle deliveries again: those of these ids, or the newest that fit the filters')
      .argument('[id...]', 'ids of deliveries'),
  )
    .option('--limit <count>', 'of the filters, at most this many', wholeNumber(1, 500), 100)
    .option('--dry-run', 'only tell which');
  withExamples(replay, [
    'slipway deliveries replay 72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'slipway deliveries replay --state dead --since 1d --dry-run',
  ]);
  attach(registry, replay, async (invocation, ids, options) => {
    const { replayDeliveries } = await import('../actions/deliveries/replay.ts');
    await replayDeliveries(invocation, ids, options as ReplayOptions);
  });
};
