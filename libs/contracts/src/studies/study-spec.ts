import * as studies from '@slipway/studies';

export const Cost = studies.Cost;
export const StudyStop = studies.StudyStop.clone().openapi('StudyStop');
export type StudyStop = studies.StudyStop;
export const StudySpec = studies.StudySpec.clone().openapi('StudySpec');
export type StudySpec = studies.StudySpec;
