/** The items of all pages of a list, one after the other; the next page is asked for when the one before is used up. */
export async function* paged<Page extends { readonly next_page_token?: string | undefined }, Item>(
  pageAfter: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): AsyncGenerator<Item> {
  let token: string | undefined;
  do {
    const page = await pageAfter(token);
    yield* itemsOf(page);
    token = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (token !== undefined);
}
