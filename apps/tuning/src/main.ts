import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { TuningConfig } from './config.ts';

await runMain({ name: 'tuning', config: TuningConfig, compose });
