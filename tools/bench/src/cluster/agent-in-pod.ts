import { createKubernetesAgentService } from '@slipway/agent';
import { openClusterClient } from '@slipway/kubernetes';
import { createLogger } from '@slipway/telemetry';

/** The agent with the account of a pod, whose files are in a directory of the benchmark: `agent-in-pod.ts URL DATA ACCOUNT`. */
const [url = '', data = '', serviceAccount = ''] = process.argv.slice(2);
const logger = createLogger({ level: 'warn' });
const kube = await openClusterClient({ kubeconfig: undefined, serviceAccount, logger });
const agent = createKubernetesAgentService({
  url,
  token: 'agent-token',
  cluster: 'quiet',
  data,
  kube,
  version: '0.1.0',
  logger,
  options: { reconciler: 'none' },
});
await agent.start();
process.once('SIGTERM', () => {
  void agent
    .stop()
    .then(() => kube.close())
    .finally(() => process.exit());
});
