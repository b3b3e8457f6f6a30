import { json, notFound, type DoubleAnswer, type DoubleCall, type DoubleRoutes } from './double-call.ts';

/** An attempt in the list of a hook. */
export interface DoubleDelivery {
  /** As digits: larger than a number of JavaScript, maybe. */
  readonly attempt: string;
  readonly guid: string;
  readonly deliveredAt: Date;
  readonly event?: string;
  /** What our side answered; 200 when left out. */
  readonly answered?: { readonly status: string; readonly code: number };
}

export interface DoubleHooks {
  /** Newest first, by the path of their hook. */
  readonly deliveries: ReadonlyMap<string, readonly DoubleDelivery[]>;
  readonly url: () => string;
  /** An attempt was asked for. */
  readonly onAsked: (delivery: DoubleDelivery) => void;
}

/** Entries of a page, at most, as GitHub's. */
const mostOfPage = 100;

/** Deliveries of hooks. */
export function hookRoutes(hooks: DoubleHooks): DoubleRoutes {
  const routes = (template: string, pathOf: (call: DoubleCall) => string): DoubleRoutes => ({
    [`GET ${template}/deliveries`]: {
      answer: (call) => list(hooks, pathOf(call), call),
    },
    [`POST ${template}/deliveries/{delivery_id}/attempts`]: {
      answer: (call) => redeliver(hooks, pathOf(call), call),
    },
  });
  return {
    ...routes('/app/hook', () => 'app/hook'),
    ...routes(
      '/repos/{owner}/{repo}/hooks/{hook_id}',
      ({ parameters: { owner = '', repo = '', hook_id: hook = '' } }) =>
        `repos/${owner}/${repo}/hooks/${hook}`,
    ),
    ...routes(
      '/orgs/{org}/hooks/{hook_id}',
      ({ parameters: { org = '', hook_id: hook = '' } }) => `orgs/${org}/hooks/${hook}`,
    ),
  };
}

function list({ deliveries: all, url }: DoubleHooks, hook: string, { query }: DoubleCall): DoubleAnswer {
  const deliveries = all.get(hook);
  if (!deliveries) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  if (!(size >= 1 && size <= mostOfPage)) throw new Error('a page has 1 to 100 entries');
  const from = Number(query.get('cursor')?.replace(/^v1_/, '') ?? 0);
  const next = new URL(`${hook}/deliveries`, `${url()}/`);
  next.searchParams.set('per_page', String(size));
  next.searchParams.set('cursor', `v1_${String(from + size)}`);
  return {
    status: 200,
    headers: from + size < deliveries.length ? { link: `<${next.href}>; rel="next"` } : {},
    body: `[${deliveries
      .slice(from, from + size)
      .map(entryOf)
      .join(',')}]`,
  };
}

function redeliver(
  { deliveries, onAsked }: DoubleHooks,
  hook: string,
  { parameters }: DoubleCall,
): DoubleAnswer {
  const delivery = deliveries.get(hook)?.find(({ attempt }) => attempt === parameters.delivery_id);
  if (!delivery) return notFound;
  onAsked(delivery);
  return json({}, 202);
}

function entryOf({
  attempt,
  guid,
  deliveredAt,
  event = 'push',
  answered = { status: 'OK', code: 200 },
}: DoubleDelivery): string {
  const rest = { guid, event, delivered_at: deliveredAt.toISOString(), action: null, redelivery: false };
  const result = {
    ...{ duration: 0.03, status: answered.status, status_code: answered.code },
    ...{ installation_id: null, repository_id: 1 },
  };
  return `{"id":${attempt},${JSON.stringify({ ...rest, ...result }).slice(1)}`;
}
