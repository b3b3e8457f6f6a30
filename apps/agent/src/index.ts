export { defaultOptions, type AgentOptions, type OnStop } from './agent-options.ts';
export {
  createKubernetesAgentService,
  type KubernetesAgentDeps,
  type KubernetesAgentOptions,
} from './kubernetes/kubernetes-agent-service.ts';
export { createAgentService, type AgentDeps } from './agent-service.ts';
