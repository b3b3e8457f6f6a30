import type { InstanceState } from './instance.ts';

/** A cluster in lines for people. */
export function describeInstance(state: InstanceState, runs: boolean): string {
  const { request, server = '', kubeconfig = '' } = state;
  const reconciled = request.reconcilers.length > 0 ? request.reconcilers.join(' and ') : 'no reconciler';
  if (!runs) return `${request.name}  stopped${state.phase === 'failed' ? `: ${state.message}` : ''}\n`;
  if (state.phase === 'starting') return `${request.name}  starts: ${state.message}\n`;
  return [
    `${request.name}  runs at ${server}, with ${reconciled}`,
    `  nodes       ${request.nodes.map(({ name }) => name).join(', ')}`,
    `  components  ${(state.components ?? []).map(({ name }) => name).join(', ')}`,
    `  use it      export KUBECONFIG=${kubeconfig}`,
    '',
  ].join('\n');
}
