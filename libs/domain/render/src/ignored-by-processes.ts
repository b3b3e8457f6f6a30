import type { AttemptJob } from './attempt-file-schema.ts';

/** What a runtime of plain processes does not honour of a Job, each with the reason. */
export function ignoredByProcesses({ spec }: AttemptJob): readonly string[] {
  const pod = spec.template.spec;
  const { requests = {}, limits = {} } = pod.containers[0]?.resources ?? {};
  const accelerators = Object.keys(limits).filter((name) => name.includes('/'));
  const bounds = Object.entries({ ...requests, ...limits }).filter(([name]) => !name.includes('/'));
  return [
    'image: no container runtime; the command runs on this machine',
    ...(bounds.length > 0
      ? [`resources: ${bounds.map((entry) => entry.join(' ')).join(', ')} are neither reserved nor enforced`]
      : []),
    ...accelerators.map(
      (name) => `accelerators: ${name} is not assigned; the program sees what this machine has`,
    ),
    ...(pod.containers[0]?.ports ? ['serves: its port is one of this machine; no gateway leads to it'] : []),
    ...(pod.priorityClassName === undefined
      ? []
      : ['priority: processes start in the order of arrival, as there is room']),
    ...(pod.nodeSelector ? ['placement.nodeSelector: there is only this machine'] : []),
    ...(pod.tolerations ? ['placement.tolerations: there is only this machine'] : []),
  ];
}
