/** Pages of GitHub about an App, for people. */
export interface AppPages {
  /** Where its permissions, events and webhook are changed. */
  readonly settings: string;
  /** Where it is installed in repositories. */
  readonly install: string;
}

export interface AppIdentity {
  /** Of the page that GitHub shows of it. */
  readonly html_url: string;
  readonly slug?: string | undefined;
  readonly owner: { readonly login?: string | undefined; readonly type?: string | undefined };
}

export function pagesOf({ html_url: page, slug, owner }: AppIdentity): AppPages {
  const { origin, pathname } = new URL(page);
  const name = slug ?? pathname.split('/').at(-1) ?? '';
  const whose =
    owner.type === 'User' || owner.login === undefined
      ? ''
      : `/organizations/${encodeURIComponent(owner.login)}`;
  return {
    settings: `${origin}${whose}/settings/apps/${name}`,
    install: `${page.replace(/\/$/, '')}/installations/new`,
  };
}
