interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string | undefined;
}

/** All entries of a paged list, one page at a time. */
export async function* allPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
