import type { DeliveryHandler } from '../handling/handler.ts';

/**
 * Handlers for deliveries of two kinds of repositories: those of the environment repository, and those of repositories whose
 * workflows are run. What belongs to neither is ignored with the reason of the former.
 */
export function byRepository(
  ofEnvironment: readonly DeliveryHandler[],
  ofCode: readonly DeliveryHandler[],
  {
    environment,
    isCode,
  }: { readonly environment: string | undefined; readonly isCode: (repository: string) => boolean },
): readonly DeliveryHandler[] {
  const chosen = (
    repository: string | undefined,
    one: DeliveryHandler | undefined,
    other: DeliveryHandler | undefined,
  ): DeliveryHandler | undefined =>
    repository !== undefined && repository.toLowerCase() !== environment && isCode(repository) ? other : one;
  const events = new Set([...ofEnvironment, ...ofCode].map(({ event }) => event));
  return [...events].map((event): DeliveryHandler => {
    const one = ofEnvironment.find((handler) => handler.event === event);
    const other = ofCode.find((handler) => handler.event === event);
    const nobody = `nobody handles the event ${event} of this repository`;
    return {
      event,
      reasonToIgnore: (address) => {
        const handler = chosen(address.repository, one, other);
        return handler ? handler.reasonToIgnore?.(address) : nobody;
      },
      handle: (delivery, context) =>
        chosen(delivery.repository, one, other)?.handle(delivery, context) ??
        Promise.resolve({ kind: 'ignored', reason: nobody }),
    };
  });
}
