import { createAgentService } from '../agent-service.ts';
import { openFolderReader } from './fake-environment.ts';
import { keepingLogger, noMetrics } from './keeping-logger.ts';

/** An agent as a process of its own, to be killed: `node agent-process.ts URL DATA FOLDER`. */
const [url = '', data = '', folder = ''] = process.argv.slice(2);
const agent = createAgentService({
  url,
  token: 'agent-token',
  cluster: 'local',
  data,
  environment: openFolderReader(folder),
  logger: keepingLogger(),
  metrics: noMetrics,
  options: { maxProcesses: 6, keepEnded: 3, onStop: 'leave-attempts' },
});
await agent.start();
process.stdout.write('started\n');
process.once('SIGTERM', () => {
  agent.stop().then(
    () => {
      process.exit(0);
    },
    (error: unknown) => {
      process.stderr.write(String(error));
      process.exit(1);
    },
  );
});
