import type { DeliveryHandler } from '../handling/handler.ts';

/**
 * Handlers for deliveries of two kinds of repositories: the environment repository, and all others, whose workflows are run.
 * Which of these belong to teams is looked up when a delivery is handled: a Team may have been applied just before it came.
 */
export function byRepository(
  ofEnvironment: readonly DeliveryHandler[],
  ofCode: readonly DeliveryHandler[],
  environment: string | undefined,
): readonly DeliveryHandler[] {
  const events = new Set([...ofEnvironment, ...ofCode].map(({ event }) => event));
  return [...events].map((event): DeliveryHandler => {
    const one = ofEnvironment.find((handler) => handler.event === event);
    const other = ofCode.find((handler) => handler.event === event);
    const chosen = (repository: string | undefined): DeliveryHandler | undefined =>
      repository === undefined || repository.toLowerCase() === environment ? one : (other ?? one);
    const nobody = `nobody handles the event ${event} of this repository`;
    return {
      event,
      reasonToIgnore: (address) => {
        const handler = chosen(address.repository);
        return handler ? handler.reasonToIgnore?.(address) : nobody;
      },
      handle: (delivery, context) =>
        chosen(delivery.repository)?.handle(delivery, context) ??
        Promise.resolve({ kind: 'ignored', reason: nobody }),
    };
  });
}
