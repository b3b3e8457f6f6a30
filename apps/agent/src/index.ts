export { defaultOptions, type AgentOptions, type OnStop } from './agent-options.ts';
export { createAgentService, type AgentDeps } from './agent-service.ts';
