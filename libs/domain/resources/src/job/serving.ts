import { z } from 'zod';
import { HostName } from '../fields/names.ts';

export const ServingPort = z.int().min(1).max(65_535).describe('Port that it answers HTTP at.');

/** How a program is reached while it runs. */
export const Serving = z.strictObject({
  port: ServingPort,
  host: HostName.describe(
    'Name that it is reached by through the gateway of its cluster: NAME.TEAM.DOMAIN, with the domain of the gateway.',
  ),
});
