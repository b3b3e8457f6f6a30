import type { Body, Step } from '../step.ts';
import type { World } from '../world.ts';

const events = (world: World): unknown => {
  const { choices } = world;
  return choices.orWrong(
    [0, 1].slice(0, 1 + choices.index(2)).map(() => ({
      entity: choices.orWrong(choices.of('REGISTERED_MODEL', 'MODEL_VERSION', 'MODEL_VERSION')),
      action: choices.orWrong('CREATED'),
    })),
  );
};

const url = (world: World): unknown =>
  world.choices.orWrong(
    world.choices.of('https://example.com/hook', 'https://example.com/x?y=1', 'ftp://example.com', 'nothing'),
  );

export function createWebhook(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'webhooks',
    body: {
      name: choices.orWrong(choices.of('hook', 'hook-2', 'a b', '-x', 'x'.repeat(64))),
      url: url(world),
      events: events(world),
      ...(choices.chance(0.3) ? { description: choices.orWrong(world.text()) } : {}),
      ...(choices.chance(0.3) ? { secret: choices.orWrong('geheim') } : {}),
      ...(choices.chance(0.3) ? { status: choices.orWrong(choices.of('ACTIVE', 'DISABLED')) } : {}),
    },
    makes: { kind: 'webhook', id: (answer) => (answer.webhook as Body).webhook_id },
  };
}

export function changeWebhook(world: World): Step {
  const { choices } = world;
  const path = `webhooks/${world.existing('webhook')}`;
  return choices.of<Step>(
    { method: 'GET', path },
    { method: 'GET', path },
    { method: 'GET', path: 'webhooks', query: { max_results: choices.of(1000, 1000, 2, 0, 1001) } },
    {
      method: 'PATCH',
      path,
      body: { name: choices.orWrong('renamed'), status: choices.of('ACTIVE', 'DISABLED') },
    },
    { method: 'PATCH', path, body: { events: events(world), description: choices.orWrong(world.text()) } },
    { method: 'PATCH', path, body: { url: url(world) } },
    ...(choices.chance(0.4) ? [{ method: 'DELETE' as const, path }] : []),
  );
}
