import type { ResourceRecord, SchedulerReader } from '@slipway/ports';

const pageSize = 500;

/** Every resource of a kind without teams, by name. */
export async function listAllResources(
  store: SchedulerReader,
  kind: 'Team' | 'Cluster',
): Promise<ResourceRecord[]> {
  const all: ResourceRecord[] = [];
  for (;;) {
    const page = await store.listResources(kind, undefined, { after: all.at(-1)?.name, limit: pageSize });
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}
