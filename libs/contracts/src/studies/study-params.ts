import { Name } from '../field-schemas.ts';
import { z } from '../zod.ts';

export const StudyParams = z.object({ team: Name, name: Name });
