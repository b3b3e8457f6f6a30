import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { ModelRegistryConfig } from './config.ts';

await runMain({ name: 'model-registry', config: ModelRegistryConfig, compose });
