import { prefixesOf } from './field-rules.ts';

/** The prefixes of what has tags and attributes only. */
export const tagOrAttribute = prefixesOf({ attribute: ['attribute'], tag: ['tag', 'tags'] });

export const unknownPrefix = (prefix: string): string =>
  `Invalid entity type '${prefix}'. Valid entity types are ('attribute', 'tag', 'tags')`;
