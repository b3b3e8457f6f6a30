import * as studies from '@slipway/studies';

// Made before schemas could be named: their copies can.
export const Scalar = studies.Scalar;
export const StudyParameter = studies.StudyParameter.clone().openapi('StudyParameter');
export type StudyParameter = studies.StudyParameter;
export const Configuration = studies.Configuration.clone().openapi('Configuration');
export type Configuration = studies.Configuration;
