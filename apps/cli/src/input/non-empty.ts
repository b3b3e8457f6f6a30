/** A variable that is set to nothing counts as not set. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
