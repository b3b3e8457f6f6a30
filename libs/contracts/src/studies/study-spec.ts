import * as studies from '@slipway/studies';
import type { z } from '../zod.ts';

export const Cost = studies.Cost;
export const StudyStop = studies.StudyStop.clone().openapi('StudyStop');
export type StudyStop = studies.StudyStop;
export const StudySpec = studies.StudySpec.clone().openapi('StudySpec');
export type StudySpec = studies.StudySpec;

/** A specification that may be without parameters: those of a study of Optuna get known as its trials use them. */
export const KnownStudySpec = studies.StudySpec.extend({
  parameters: studies.StudyParameter.array().max(200),
}).openapi('KnownStudySpec');
export type KnownStudySpec = z.infer<typeof KnownStudySpec>;
