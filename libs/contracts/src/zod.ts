import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

// Gives schemas `.openapi('Name')`: the name under which the OpenAPI document lists them once and refers to them.
extendZodWithOpenApi(z);

export { z };
