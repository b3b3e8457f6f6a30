import { wholeStudyEndpoints } from './study-endpoints.ts';
import { trialEndpoints } from './trial-endpoints.ts';

export const studyEndpoints = { ...wholeStudyEndpoints, ...trialEndpoints };
