import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { AgentConfig } from './config.ts';

await runMain({ name: 'agent', config: AgentConfig, compose });
