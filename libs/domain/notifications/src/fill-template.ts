import { placeholderPattern, type Placeholder } from '@slipway/resources';

/**
 * Puts values in the place of {{placeholders}}: once, so that what is in a value is text and no template. There is no logic,
 * and what is no placeholder stays as it is.
 */
export function fillTemplate(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template.replaceAll(placeholderPattern, (written, name: string) =>
    Object.hasOwn(values, name) ? values[name as Placeholder] : written,
  );
}
