import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { SchedulerConfig } from './config.ts';

await runMain({ name: 'scheduler', config: SchedulerConfig, compose });
