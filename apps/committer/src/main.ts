import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { CommitterConfig } from './config.ts';

await runMain({ name: 'committer', config: CommitterConfig, compose });
